import { onTimeline } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { type Linking, startLinking } from './testing/start-linking.ts';

/** Every row of every table, as text; bytes in hex, so a second look is taken for what a hash or a plain copy would be. */
const dump = async ({ api }: Linking): Promise<string> => {
  const tables = await api.database.query<{ name: string }>({
    text: `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
           where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  });
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await api.database.query<{ row: string }>({
        text: `select t::text as row from ${name} t`,
      });
      return rows.map(({ row }) => row).join('\n');
    }),
  );
  return texts.join('\n');
};

const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
];

describe('old logins and passwords', () => {
  it('are in no table, log, event, error, timeline or metric, however a try ended', async () => {
    await using linking = await startLinking({ probeEveryMs: 20 });
    const seen: string[] = [];
    const stop = onTimeline((entry) => void seen.push(JSON.stringify(entry)));
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    const canary = { login: 'canary-login@shop.test', password: 'canary-pässword-1' };
    const ivan = linking.credentials(linking.customer('ivan.petrov'));

    const answers = [
      await linking.preview(person, canary),
      await linking.link(person, canary, { 'Idempotency-Key': 'canary' }),
      await linking.preview(person, { ...canary, more: 1 }),
      await linking.preview(person, { login: canary.login, password: { nested: canary.password } }),
      await linking.preview(person, ivan),
      await linking.link(person, ivan, { 'Idempotency-Key': 'right' }),
      await linking.verify(person, ivan),
      await linking.verify(person, canary),
      await linking.preview(other, ivan),
    ];
    for (const kind of ['error', 'drop', '429'] as const) {
      await linking.fault({ kind, count: 1 });
      answers.push(await linking.preview(other, canary));
    }
    expect(new Set(answers.map(({ body }) => body.code ?? 'fine'))).toEqual(
      new Set(['fine', 'invalid_credentials', 'invalid_request', 'shop_account_taken', 'shop_unavailable']),
    );
    stop();

    const places = {
      tables: await dump(linking),
      logs: linking.api.logs.join('\n'),
      answers: JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]])),
      timeline: seen.join('\n'),
      metrics: await linking.metricsText(),
    };
    expect(places.tables).toContain('shop_account.linked.v1');
    expect(places.timeline).toContain('/v1/shop-link/preview');
    expect(places.metrics).toContain('operation="verify"');
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [canary.login, canary.password, ivan.login, ivan.password].flatMap(formsOf)) {
        expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
      }
    }
  });
});
