export { catalogue, type EventData, type EventDefinition, type EventType } from './catalogue.ts';
export type { AtlasEvent } from './envelope.ts';
