import { randomUUIDv7 } from 'node:crypto';
import process from 'node:process';
import { createLogHint } from '@atlas/shared/event-bus';
import { createDatabase } from '@atlas/shared/postgres';
import { atPace } from '../pace.ts';

/**
 * `age-writer <url> <perSecond> <total> <source>`: appends events to the log at an even pace, each committed by a
 * transaction of its own, with a hint for whoever reads, as the api does. Sends `[id, committed at][]`, in epoch ms.
 */
const [, , url = '', perSecond = '1000', total = '10000', source = ''] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-age-writer', statementTimeoutMs: 600_000 });
const hint = createLogHint({ database });
const committed: [id: string, atMs: number][] = [];

const insert = async (subject: string, sequence: number): Promise<void> => {
  const id = randomUUIDv7();
  await database.query({
    name: 'bench_event',
    text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
           values ($1, 'session.opened.v1', 'atlas.accounts', $2, $3, $6, $4,
             '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', $5)`,
    values: [
      id,
      subject,
      sequence,
      new Date().toISOString(),
      { sessionId: randomUUIDv7(), messenger: 'telegram', amr: ['telegram'], acr: 'urn:atlas:acr:messenger' },
      source,
    ],
  });
  committed.push([id, Date.now()]);
  hint.give();
};

const subjects = Array.from({ length: 200 }, () => ({ id: randomUUIDv7(), sequence: 0 }));
const inserting: Promise<void>[] = [];
await atPace(Number(perSecond), Number(total), async (n) => {
  const subject = subjects[n % subjects.length] as (typeof subjects)[number];
  subject.sequence += 1;
  inserting.push(insert(subject.id, subject.sequence));
});
await Promise.all(inserting);
await hint.settled();
await database.close();
process.send?.(committed, () => process.disconnect?.());
