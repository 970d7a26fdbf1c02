import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkWechat, wechatChatsOf, wechatConfigOf, wechatVariables } from './index.ts';

const Environment = z.object(wechatVariables).superRefine(checkWechat);
const program = {
  WECHAT_APP_ID: 'wx0123456789abcdef',
  WECHAT_APP_SECRET: '0123456789abcdef0123456789abcdef',
  WECHAT_TOKEN: 'token',
  WECHAT_ENCODING_AES_KEY: 'A'.repeat(43),
};
const account = {
  WECHAT_OFFICIAL_APP_ID: 'wxfedcba9876543210',
  WECHAT_OFFICIAL_APP_SECRET: 'fedcba9876543210fedcba9876543210',
};
const push = { WECHAT_OFFICIAL_TOKEN: 'other', WECHAT_OFFICIAL_ENCODING_AES_KEY: 'B'.repeat(43) };
const faults = (environment: object) =>
  Environment.safeParse(environment).error?.issues.map(({ path }) => path.join('.'));

describe('WeChat’s variables', () => {
  it('are all there or none, and a fault names each that is missing or malformed', () => {
    expect(faults({})).toBeUndefined();
    expect(faults(program)).toBeUndefined();
    expect(faults({ ...program, ...account })).toBeUndefined();
    const { WECHAT_APP_SECRET: _, ...withoutSecret } = program;
    expect(faults(withoutSecret)).toEqual(['WECHAT_APP_SECRET']);
    expect(faults(account)).toEqual(Object.keys(program));
    expect(faults({ ...program, WECHAT_OFFICIAL_APP_ID: account.WECHAT_OFFICIAL_APP_ID })).toEqual([
      'WECHAT_OFFICIAL_APP_SECRET',
    ]);
    for (const key of Object.keys({ ...program, ...account, ...push }))
      expect(faults({ ...program, ...account, ...push, [key]: '-' })).toEqual([key]);
  });

  it('tell of the official account’s chat where its pushes have a key of their own', () => {
    const chatsOf = (environment: object) => {
      const config = wechatConfigOf(Environment.parse(environment));
      return config && wechatChatsOf(config);
    };
    expect(chatsOf({ ...program, ...account })).toMatchObject({
      program: { token: 'token' },
      official: null,
    });
    expect(chatsOf({ ...program, ...account, ...push })).toMatchObject({
      program: { appId: program.WECHAT_APP_ID, token: 'token' },
      official: { appId: account.WECHAT_OFFICIAL_APP_ID, token: 'other', encodingAesKey: 'B'.repeat(43) },
    });
    expect(faults({ ...program, ...push })).toEqual(Object.keys(account));
    expect(faults({ ...program, ...account, WECHAT_OFFICIAL_TOKEN: 'other' })).toEqual([
      'WECHAT_OFFICIAL_ENCODING_AES_KEY',
    ]);
    expect(
      faults({ ...program, ...account, ...push, WECHAT_OFFICIAL_APP_ID: program.WECHAT_APP_ID }),
    ).toEqual(['WECHAT_OFFICIAL_TOKEN']);
  });

  it('say null where WeChat is not set up, and roots without a slash at their end', () => {
    expect(wechatConfigOf(Environment.parse({}))).toBeNull();
    expect(
      wechatConfigOf(Environment.parse({ ...program, WECHAT_API_ROOT: 'http://localhost:1/x/' })),
    ).toMatchObject({
      ...{ appId: program.WECHAT_APP_ID, officialAccount: null, takesPlain: false },
      ...{ apiRoot: 'http://localhost:1/x', openRoot: 'https://open.weixin.qq.com' },
    });
  });
});
