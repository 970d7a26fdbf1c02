/** Published test vectors; the source stands beside each. */
export const vectors = {
  /** tma.js documentation, init-data-golang tests. */
  kibenko: {
    botId: '5768337691',
    token: '5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8',
    raw: 'query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2',
  },
  /** tma.js init-data-node tests: signed both ways, with `\/` in the JSON. */
  signedBothWays: {
    botId: '7342037359',
    token: '7342037359:AAFZehRPBRs8Seg40oDjTMIW8uTGPuW1zfQ',
    raw: 'user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg%22%7D&chat_instance=8134722200314281151&chat_type=private&auth_date=1733584787&signature=zL-ucjNyREiHDE8aihFwpfR9aggP2xiAo3NSpfe-p7IbCisNlDKlo7Kb6G4D0Ao2mBrSgEk4maLSdv6MLIlADQ&hash=2174df5b000556d044f3f020384e879c8efcab55ddea2ced4eb752e93e7080d6',
  },
  /** aiogram tests. */
  aiogram: {
    botId: '42',
    token: '42:TEST',
    raw: 'auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D&query_id=test&hash=46d2ea5e32911ec8d30999b56247654460c0d20949b6277af519e76271182803',
  },
  /** aiogram tests: Ed25519 with a key of their own, and no `hash`. */
  aiogramEd25519: {
    botId: '42',
    privateKeyHex: 'c80e09dc60f5efcf2e1f8d0793358e0ea3371267bef0024588f7bf67cf48dfb9',
    publicKeyHex: '4112765021341e5415e772cd65903f6b94e3ea1c2ab669e6d3e18ee2db00da61',
    raw: 'auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D&query_id=test&signature=JQ0JR2tjC65yq_jNZV0wuJVX6J-SWPMV0mprUXG34g-NvxL4RcF1Rz5n4VVo00VRghEUBf5t___uoeb1-jU_Cw',
  },
  /** aiogram tests: Login Widget, whose secret is SHA-256 of the token. */
  loginWidget: {
    botId: '123456',
    token: '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11',
    fields: {
      id: '42',
      first_name: 'John',
      last_name: 'Smith',
      username: 'username',
      photo_url: 'https://t.me/i/userpic/320/picname.jpg',
      auth_date: '1565810688',
    },
    hash: 'c303db2b5a06fe41d23a9b14f7c545cfc11dcc7473c07c9c5034ae60062461ce',
  },
} as const;
