export { createBroadcastTemplates } from './broadcast-template.ts';
export { selectTexts } from './queries.ts';
export { createRunBroadcasts } from './run-broadcasts.ts';
