import { createHmac } from 'node:crypto';
import type { Database } from '@atlas/shared/ports';
import { sealFlow } from './seal-flow.ts';
import type { TestBots } from './start-bots.ts';

/** What a messenger, or somebody in its place, posts. */
export type Callback = { path: string; headers: Record<string, string>; body: string | Buffer<ArrayBuffer> };

const json = { 'Content-Type': 'application/json' };

export const hubSignature = (body: string | Buffer, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Posts and bodies as the messengers write them, for a test to change before they are sent. */
export const createCallbacks = (bots: TestBots) => {
  const { appSecret, phoneNumberId } = bots.sandbox.whatsapp;
  const nowSeconds = (ageSeconds = 0) => Math.floor(bots.clock().getTime() / 1000) - ageSeconds;

  /** Signed as it stands. */
  const meta = (path: string, body: string | Buffer<ArrayBuffer>): Callback => ({
    path,
    headers: { ...json, 'X-Hub-Signature-256': hubSignature(body, appSecret) },
    body,
  });
  const notification = (value: object) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { phone_number_id: phoneNumberId },
              ...value,
            },
          },
        ],
      },
    ],
  });

  return {
    nowSeconds,
    whatsapp: (body: unknown) =>
      meta('/webhooks/whatsapp', typeof body === 'string' ? body : JSON.stringify(body)),
    whatsappBytes: (body: Buffer<ArrayBuffer>) => meta('/webhooks/whatsapp', body),
    message: (id: string, more: object = {}) =>
      notification({
        contacts: [{ profile: { name: 'Anna' }, user_id: 'US.1000001' }],
        messages: [
          {
            ...{ from_user_id: 'US.1000001', id, timestamp: String(nowSeconds()), type: 'text' },
            ...{ text: { body: 'Привет / hi' }, ...more },
          },
        ],
      }),
    status: (id: string, status: string, more: object = {}) =>
      notification({ statuses: [{ id, status, timestamp: String(nowSeconds()), ...more }] }),
    notification,
    flow: (request: unknown, options: Parameters<typeof sealFlow>[1] = {}) =>
      meta('/webhooks/whatsapp/flow', sealFlow(request, options).raw),
    flowBody: (body: unknown) =>
      meta('/webhooks/whatsapp/flow', typeof body === 'string' ? body : JSON.stringify(body)),
    wechat: (
      push: Record<string, unknown>,
      { seal = bots.sealWechat, format = 'json' as 'json' | 'xml', query = {}, body = '' } = {},
    ): Callback => {
      const sealed = seal(push, { format });
      return {
        path: `/webhooks/wechat?${new URLSearchParams({ ...sealed.query, ...query })}`,
        headers: { 'Content-Type': format === 'json' ? 'application/json' : 'text/xml' },
        body: body || sealed.body,
      };
    },
    push: (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
      ...{ ToUserName: 'gh_97417a04a28d', FromUserName: 'oAtlas0000000000000000000001' },
      ...{ CreateTime: nowSeconds(), MsgType: 'text', Content: 'help', MsgId: id, ...more },
    }),
    telegram: (body: unknown): Callback => ({
      path: '/webhooks/telegram',
      headers: { ...json, 'X-Telegram-Bot-Api-Secret-Token': bots.webhookSecret },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
    update: (updateId: number, more: object = {}) => ({
      update_id: updateId,
      message: {
        ...{ message_id: updateId, date: nowSeconds(), text: '/help' },
        chat: { id: 100_000_001, type: 'private', first_name: 'Anna' },
        from: { id: 100_000_001, is_bot: false, first_name: 'Anna', language_code: 'en' },
      },
      ...more,
    }),
    send: async ({ path, headers, body }: Callback): Promise<{ status: number; code?: string }> => {
      const response = await fetch(bots.url + path, { method: 'POST', headers, body });
      const text = await response.text();
      const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
      return {
        status: response.status,
        ...(isProblem ? { code: (JSON.parse(text) as { code: string }).code } : {}),
      };
    },
  };
};
export type Callbacks = ReturnType<typeof createCallbacks>;

/** The API's own work in the background: it chains what other tables hold. */
const chained = ['audit_chain', 'audit_heads', 'audit_keys'];

/** Tells by how many rows every table there is has grown since it was asked last. */
export const createRowWatch = async (database: Database) => {
  const tables = await database.query<{ name: string }>({
    text: `select format('%I.%I', schemaname, tablename) as name from pg_tables
           where schemaname not in ('pg_catalog', 'information_schema') and tablename <> all ($1::text[]) order by 1`,
    values: [chained],
  });
  const text = tables
    .map(({ name }) => `select '${name}' as name, count(*)::int as rows from ${name}`)
    .join(' union all ');
  const count = async () =>
    new Map(
      (await database.query<{ name: string; rows: number }>({ text })).map((row) => [row.name, row.rows]),
    );
  let last = await count();
  return {
    grown: async (): Promise<Record<string, number>> => {
      const [before, now] = [last, await count()];
      last = now;
      const growth = [...now].map(([name, rows]) => [name, rows - (before.get(name) ?? 0)] as const);
      return Object.fromEntries(growth.filter(([, rows]) => rows !== 0));
    },
  };
};
