export { createAppendEvents, type TestEvent } from './append-events.ts';
export { type CuttableServer, createCuttableServer } from './cuttable-server.ts';
export { createReadCommands, type OpenedCommand } from './read-commands.ts';
export { environmentOf, runScript } from './run-script.ts';
export { startListeners } from './start-listeners.ts';
export { startTestCluster, type TestCluster, temporaryFolder } from './test-cluster.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
