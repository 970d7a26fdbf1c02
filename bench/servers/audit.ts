import process from 'node:process';
import { startChainer, verifyChain } from '@atlas/api';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';

/** `<url> <events>`: chains the log as fast as it can, then walks the chain. */
const [, , url = '', count = '0'] = process.argv;
const events = Number(count);
const database = createDatabase({ url, applicationName: 'bench-audit', statementTimeoutMs: 600_000 });
const vault = createVault([Buffer.alloc(32, 1)]);
const logger = createLogger({ process: 'bench', level: 'warn' });
const metrics = createMetrics({ runtime: false });
const chainer = startChainer({ database, vault, clock: systemClock, logger, metrics, everyMs: 3_600_000 });
await chainer.run();

await database.query({
  text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
         select uuidv7(), 'session.opened.v1', 'atlas.accounts', ('00000000-0000-7000-8000-' || lpad((n % 5000)::text, 12, '0'))::uuid,
           n / 5000 + 1, '/atlas/bench', now(), '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
           jsonb_build_object('sessionId', uuidv7(), 'messenger', 'telegram', 'amr', jsonb_build_array('telegram'),
             'acr', 'urn:atlas:acr:messenger')
         from generate_series(0, ${events - 1}) as n`,
});

const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return events / ((performance.now() - startedAt) / 1000);
};
const chained = await perSecond(() => chainer.run());
const verified = await perSecond(async () => {
  const { fault, entries } = await verifyChain({ database, vault, clock: systemClock });
  if (fault || entries < events) throw new Error(`the chain is not whole: ${JSON.stringify(fault)}`);
});
await chainer.stop();
await database.close();
process.send?.({ chained, verified });
