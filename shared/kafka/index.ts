export { createLazyAdmin, kafkaAway, type LazyAdmin } from './admin.ts';
export { type Outgoing, toMessage } from './cloud-event.ts';
export { createKafka, type KafkaConnection } from './connection.ts';
export { ensureTopics, type TopicOutcome } from './ensure-topics.ts';
export { findKafkaConnection, kafkaConnectionOf } from './environment.ts';
export { createKafkaEventBus, type KafkaEventBusDeps } from './event-bus.ts';
export { createNames } from './names.ts';
export {
  createPublisher,
  isTooLarge,
  type OutgoingRecord,
  type Publisher,
  toRecord,
} from './publisher.ts';
export { type Published, sink, updatePublished } from './queries.ts';
export { topics } from './topics.ts';
