export { openAtlas, openDatabase, UsageError } from './open-atlas.ts';
export { readCommand, readOptions, runCommand } from './run-command.ts';
