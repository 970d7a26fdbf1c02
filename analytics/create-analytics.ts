import { type Consumer, createConsumer } from '@atlas/shared/consumer';
import { createInbox } from '@atlas/shared/inbox';
import type { Clock, Database, EventBus } from '@atlas/shared/ports';
import type { Logger, Metrics } from '@atlas/shared/process';
import { createHandleEvents } from './people/index.ts';

export type AnalyticsDeps = {
  database: Database;
  bus: EventBus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export type Analytics = Consumer;

const group = 'analytics';
const topics = ['atlas.accounts', 'atlas.orders'];

/** Registrations, funnel and retention, from events alone and without anything personal. */
export const createAnalytics = ({ database, ...rest }: AnalyticsDeps): Analytics => {
  const inbox = createInbox({ schema: 'analytics' });
  const handle = createHandleEvents({ database, inbox });
  return createConsumer({ group, topics, handle, inbox, database, ...rest });
};
