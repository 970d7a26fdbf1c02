export { createKafkaHarness, createRelayedHarness, createTestTopics, logger, vault } from './harness.ts';
export { runRelayCommand } from './run-command.ts';
