export { createKafkaHarness, createRelayedHarness, createTestTopics, logger, vault } from './harness.ts';
