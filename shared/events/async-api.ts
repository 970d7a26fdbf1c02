import { catalogue, type EventDefinition, type EventType } from './catalogue.ts';
import { dataSchemaOf } from './json-schema.ts';
import { partitionsPerTopic } from './partitions.ts';

type Entry = [EventType, EventDefinition];

const entries = Object.entries(catalogue) as Entry[];
const channelTitles: Readonly<Record<EventDefinition['topic'], string>> = {
  'atlas.accounts': 'What happened to accounts.',
  'atlas.orders': 'What happened to orders.',
  'atlas.commands.notify': 'What notify is told to do.',
};
const refTo = (place: string, name: string) => ({ $ref: `#/${place}/${name}` });

/** CloudEvents 1.0, Kafka binding in binary mode: all but the data is in headers. */
const headers = {
  type: 'object',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_time',
    'ce_subject',
    'ce_sequence',
    'ce_correlationid',
    'ce_traceparent',
    'ce_partitionkey',
    'content-type',
  ],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'UUIDv7. What consumers know duplicates by.' },
    ce_source: { type: 'string', examples: ['/atlas/api'] },
    ce_type: { type: 'string', description: 'The name of the message.' },
    ce_time: { type: 'string', format: 'date-time', description: 'When it happened, UTC.' },
    ce_subject: { type: 'string', format: 'uuid', description: 'The account.' },
    ce_sequence: {
      type: 'string',
      pattern: '^[1-9][0-9]*$',
      description: "Counts the account's events, without a gap.",
    },
    ce_correlationid: {
      type: 'string',
      pattern: '^[0-9a-f]{32}$',
      description: 'Trace id of what began it all.',
    },
    ce_traceparent: { type: 'string', description: 'W3C trace context.' },
    ce_partitionkey: {
      type: 'string',
      format: 'uuid',
      description: 'The account; also the key of the record.',
    },
    ce_logplace: { type: 'string', description: 'Where it stands in the event log.' },
    'content-type': { const: 'application/json' },
  },
};

const messageOf = ([type, { kind, summary, producer, consumers, personal }]: Entry) => ({
  name: type,
  title: type,
  summary,
  contentType: 'application/json',
  tags: [{ name: kind }],
  headers: refTo('components/schemas', 'CloudEventHeaders'),
  payload: dataSchemaOf(type),
  correlationId: { location: '$message.header#/ce_correlationid' },
  bindings: {
    kafka: { key: { type: 'string', format: 'uuid', description: 'The account.' }, bindingVersion: '0.5.0' },
  },
  'x-producer': producer,
  'x-consumers': consumers,
  /** Sealed at rest in the event log with the account's key; in the clear on the bus. */
  'x-personal-fields': personal,
});

const channelOf = (topic: EventDefinition['topic']) => ({
  address: topic,
  title: topic,
  description: channelTitles[topic],
  messages: Object.fromEntries(
    entries
      .filter(([, each]) => each.topic === topic)
      .map(([type]) => [type, refTo('components/messages', type)]),
  ),
  bindings: { kafka: { topic, partitions: partitionsPerTopic, bindingVersion: '0.5.0' } },
});

const operationsOf = (topic: EventDefinition['topic']) => {
  const ofTopic = entries.filter(([, each]) => each.topic === topic);
  const consumers = [...new Set(ofTopic.flatMap(([, each]) => each.consumers))];
  const producers = [...new Set(ofTopic.map(([, each]) => each.producer))];
  const messagesOf = (isMeant: (event: EventDefinition) => boolean) =>
    ofTopic.filter(([, each]) => isMeant(each)).map(([type]) => refTo(`channels/${topic}/messages`, type));
  return [
    ...producers.map((name) => ({
      name: `${name}.writes.${topic}`,
      operation: {
        action: 'send',
        channel: refTo('channels', topic),
        summary: `What ${name} writes.`,
        messages: messagesOf(({ producer }) => producer === name),
      },
    })),
    ...consumers.map((name) => ({
      name: `${name}.reads.${topic}`,
      operation: {
        action: 'receive',
        channel: refTo('channels', topic),
        summary: `What ${name} reads.`,
        messages: messagesOf(({ consumers: readers }) => readers.includes(name)),
        bindings: { kafka: { groupId: { type: 'string', enum: [name] }, bindingVersion: '0.5.0' } },
      },
    })),
  ];
};

/** Every topic and event as AsyncAPI 3.0, made from the catalogue that checks them. */
export const createAsyncApiDocument = () => {
  const topics = [...new Set(entries.map(([, { topic }]) => topic))];
  return {
    asyncapi: '3.0.0',
    id: 'urn:atlas:events',
    info: {
      title: 'Atlas events',
      version: '1',
      description:
        "Facts and commands of Atlas on Apache Kafka. At least once; one account's events in order. A version is never edited: what breaks is a new type.",
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic, channelOf(topic)])),
    operations: Object.fromEntries(
      topics.flatMap(operationsOf).map(({ name, operation }) => [name, operation]),
    ),
    components: {
      messages: Object.fromEntries(entries.map((entry) => [entry[0], messageOf(entry)])),
      schemas: { CloudEventHeaders: headers },
    },
  };
};
