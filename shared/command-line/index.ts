export { openAtlas, openDatabase, UsageError } from './open-atlas.ts';
export { readOptions, runCommand } from './run-command.ts';
