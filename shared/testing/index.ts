export { createAppendEvents, type TestEvent } from './append-events.ts';
export { type CuttablePostgres, createCuttablePostgres } from './cuttable-postgres.ts';
export { createReadCommands, type OpenedCommand } from './read-commands.ts';
export { startTestCluster, type TestCluster, temporaryFolder } from './test-cluster.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
