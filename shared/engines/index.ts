export { type Foundation, type ProcessDescription, type ProcessParts, runProcess } from './run-process.ts';
