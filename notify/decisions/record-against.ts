import { randomUUIDv7 } from 'node:crypto';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import type { DecisionStep } from './decision.ts';

/** An event that asked for a message, and why there is none. */
export type DecidedAgainst = {
  event: Pick<AtlasEvent, 'id' | 'subject' | 'type'>;
  /** Null where it was not even known which message. */
  template: string | null;
  decision: readonly DecisionStep[];
};

/** Keeps why no message was written at all; what was written and not sent says so in its own row. */
export const recordAgainst = async (
  tx: Sql,
  decided: readonly DecidedAgainst[],
  now: Date,
): Promise<void> => {
  if (decided.length === 0) return;
  const rows = decided.map(({ event, template, decision }) => ({
    id: randomUUIDv7(),
    event_id: event.id,
    account_id: event.subject,
    event_type: event.type,
    template,
    decision,
  }));
  await tx.query({
    name: 'notify_record_against',
    text: `insert into notify.decisions_against (id, event_id, account_id, event_type, template, decision, at)
           select id, event_id, account_id, event_type, template, decision, $2
           from jsonb_to_recordset($1) as d (id uuid, event_id uuid, account_id uuid, event_type text, template text, decision jsonb)`,
    values: [JSON.stringify(rows), now],
  });
};

/** Forgets decisions older than that. */
export const trimDecisions = (sql: Sql, before: Date) =>
  sql.query({ text: 'delete from notify.decisions_against where at < $1', values: [before] });
