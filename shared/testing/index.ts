export { createAppendEvents, type TestEvent } from './append-events.ts';
export { type CuttablePostgres, createCuttablePostgres } from './cuttable-postgres.ts';
export { startTestCluster, type TestCluster, temporaryFolder } from './test-cluster.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
