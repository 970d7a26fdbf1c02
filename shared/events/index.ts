export { createAsyncApiDocument } from './async-api.ts';
export { catalogue, type EventData, type EventDefinition, type EventType } from './catalogue.ts';
export type { AtlasEvent } from './envelope.ts';
export { dataSchemaOf } from './json-schema.ts';
export { partitionsPerTopic } from './partitions.ts';
