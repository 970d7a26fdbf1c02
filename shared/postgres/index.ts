export { createDatabase, type DatabaseOptions } from './database.ts';
export { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './embedded-postgres.ts';
export { findEmbeddedPostgres } from './find-embedded-postgres.ts';
export { type Migrations, migrate } from './migrate.ts';
