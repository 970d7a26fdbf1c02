import { catalogue, partitionsPerTopic } from '../events/index.ts';

export type TopicSettings = {
  name: string;
  partitions: number;
  /** Broker's topic configuration. */
  config: Readonly<Record<string, string>>;
};

/** How many copies a topic has where the cluster has the brokers, and how many must hold what is acknowledged. */
export const replication = { factor: 3, minInSync: 2 };

/** Bytes of a record batch, and so of an event, that the topics take: 4 MiB. */
export const maxBatchBytes = 4 * 1024 * 1024;

const week = String(7 * 86_400_000);

/**
 * Every topic of the catalogue. Kept for seven days, counted by the broker's clock, so that no clock of ours can age or refuse a record; the history
 * itself is the event log.
 */
export const topics: readonly TopicSettings[] = [
  ...new Set(Object.values(catalogue).map(({ topic }) => topic)),
].map((name) => ({
  name,
  partitions: partitionsPerTopic,
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': week,
    'max.message.bytes': String(maxBatchBytes),
    'message.timestamp.type': 'LogAppendTime',
    'unclean.leader.election.enable': 'false',
  },
}));
