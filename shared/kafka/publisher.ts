import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import type { Logger } from '../process/index.ts';
import { kafkaAway } from './admin.ts';
import { type Outgoing, toMessage } from './cloud-event.ts';
import type { Names } from './names.ts';
import type { Published } from './queries.ts';
import { maxBatchBytes } from './topics.ts';

export type Publisher = {
  /**
   * Writes the events, acknowledged by every replica in sync, in the order given. After a failure, what was given last
   * may be there in part: give it again.
   *
   * @returns the ends of the partitions that were written to.
   * @throws AtlasError `unavailable`
   */
  publish(records: readonly OutgoingRecord[]): Promise<Published>;
  close(): Promise<void>;
};

/** Bytes of one request: a partition's records in it make one batch, which the topic bounds. */
const maxRequestBytes = maxBatchBytes / 2;
/** Key, headers and frame of a record. */
const overheadBytes = 600;

/** An event as it goes out; `topic` without the prefix. */
export type OutgoingRecord = { topic: string; message: Message; bytes: number };

/** Splits by size, keeping the order. */
const requestsOf = (messages: readonly OutgoingRecord[]): OutgoingRecord[][] => {
  const requests: OutgoingRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    if (bytes + message.bytes > maxRequestBytes) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)?.push(message);
    bytes += message.bytes;
  }
  return requests;
};

const sizeOf = ({ value }: Message): number => (value ? Buffer.byteLength(value) : 0) + overheadBytes;

export const toRecord = (event: Outgoing): OutgoingRecord => {
  const message = toMessage(event);
  return { topic: event.row.topic, message, bytes: sizeOf(message) };
};

/** Whether no request, and no topic, would take the event. */
export const isTooLarge = ({ bytes }: OutgoingRecord): boolean => bytes > maxRequestBytes;

/**
 * The idempotent producer, one request in flight, so that neither a retry nor a lost answer changes the order of a key.
 * After a failure it starts anew, as another producer, for its sequence numbers may not hold.
 */
export const createPublisher = ({
  kafka,
  names,
  logger,
}: {
  kafka: Kafka;
  names: Names;
  logger: Logger;
}): Publisher => {
  /** Where the partitioner sent each message; a retry asks it again, with the same answer. */
  const partitions = new WeakMap<Message, number>();
  const createPartitioner: kafkajs.ICustomPartitioner = () => {
    const partition = kafkajs.Partitioners.DefaultPartitioner();
    return (args) => {
      const chosen = partition(args);
      partitions.set(args.message, chosen);
      return chosen;
    };
  };

  let connecting: Promise<Producer> | undefined;
  const connect = async (): Promise<Producer> => {
    const producer = kafka.producer({
      createPartitioner,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { retries: 3 },
    });
    await producer.connect();
    return producer;
  };
  const startAnew = async (): Promise<void> => {
    const failed = connecting;
    connecting = undefined;
    const producer = await failed?.catch(() => undefined);
    await producer?.disconnect().catch(() => {});
  };

  const send = async (producer: Producer, request: readonly OutgoingRecord[]): Promise<Published> => {
    const byTopic = Map.groupBy(request, ({ topic }) => topic);
    const topicMessages = [...byTopic].map(([topic, addressed]) => ({
      topic: names.topic(topic),
      messages: addressed.map(({ message }) => message),
    }));
    const written = await producer.sendBatch({ topicMessages, acks: -1 });
    const counts = Map.groupBy(request, ({ topic, message }) => `${topic}/${partitions.get(message)}`);
    return Object.fromEntries(
      written.map(({ topicName, partition, baseOffset }) => {
        const place = `${names.ownTopic(topicName)}/${partition}`;
        return [place, Number(baseOffset) + (counts.get(place)?.length ?? 0)];
      }),
    );
  };

  return {
    publish: async (records) => {
      let published: Published = {};
      try {
        connecting ??= connect();
        const producer = await connecting;
        for (const request of requestsOf(records))
          published = { ...published, ...(await send(producer, request)) };
        return published;
      } catch (error) {
        logger.warn({ events: records.length, error }, 'publishing failed');
        await startAnew();
        throw kafkaAway(error);
      }
    },
    close: startAnew,
  };
};
