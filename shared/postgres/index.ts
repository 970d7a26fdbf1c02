export { createDatabase, type DatabaseOptions } from './database.ts';
export { EmbeddedPostgresError, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
export { migrate, type Migrations } from './migrate.ts';
export { findEmbeddedPostgres } from './find-embedded-postgres.ts';
