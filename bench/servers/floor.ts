import { createPrivateKey, generateKeyPairSync, randomUUIDv7, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createInitDataVerifier } from '@atlas/shared/init-data';
import { createDatabase } from '@atlas/shared/postgres';
import { benchBotToken } from '../bot.ts';

/**
 * The floor: node:http doing only the work itself. `POST /insert`: init data checked, one durable statement (a single
 * row), a signed JWT. `POST /select`: the same with one select by primary key instead.
 */
const url = process.argv[2] as string;
const verify = createInitDataVerifier({
  botId: benchBotToken.split(':')[0] as string,
  path: 'hmac',
  tokens: [benchBotToken],
});
const database = createDatabase({ url, applicationName: 'bench-floor' });
await database.query({
  text: 'create table if not exists floor_sessions (id uuid primary key, subject text not null, created_at timestamptz not null)',
});
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
const header = Buffer.from('{"alg":"ES256","typ":"JWT"}').toString('base64url');

const signJwt = (claims: object): string => {
  const input = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

const statements = {
  '/insert': (subject: string) =>
    database.query({
      name: 'floor_insert',
      text: 'insert into floor_sessions (id, subject, created_at) values ($1, $2, $3)',
      values: [randomUUIDv7(), subject, new Date()],
    }),
  '/select': (subject: string) =>
    database.query({
      name: 'floor_select',
      text: `select account_id from identities where messenger = 'telegram' and app_scope = '7000000001' and subject = $1`,
      values: [subject],
    }),
};

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', async () => {
    const { initData } = JSON.parse(Buffer.concat(chunks).toString());
    const { user } = verify(initData);
    await statements[req.url as keyof typeof statements](String(user.id));
    const accessToken = signJwt({ sub: String(user.id), iat: 1, exp: 2 });
    res.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ accessToken }));
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
