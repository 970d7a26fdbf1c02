import kafkajs, { type PartitionMetadata } from 'kafkajs';
import { topics } from './topics.ts';

/** The partition of an account, the same in every topic. */
export type PartitionOf = (key: string) => number;

const metadataOf = (count: number): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }));

/** Java's murmur2, as the client has it and every other client of Kafka too. */
export const createPartitionOf = (count = topics[0]?.partitions ?? 1): PartitionOf => {
  const partitioner = kafkajs.Partitioners.DefaultPartitioner();
  const partitionMetadata = metadataOf(count);
  return (key) => partitioner({ topic: '', partitionMetadata, message: { key, value: null } });
};
