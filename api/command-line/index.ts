export { openAtlas, UsageError } from './open-atlas.ts';
export { readOptions, runCommand } from './run-command.ts';
