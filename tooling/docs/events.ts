import { z } from 'zod';
import { catalogue, type EventDefinition } from '../../shared/events/index.ts';
import { code, table } from './markdown.ts';

type JsonSchema = z.core.JSONSchema._JSONSchema;

/** `uuid`, `"a" or "b"`, `list of string`: enough of a schema to read an event by. */
const typeOf = (schema: JsonSchema | undefined, named: Readonly<Record<string, JsonSchema>>): string => {
  if (typeof schema !== 'object') return 'any';
  if (schema.$ref) return typeOf(named[schema.$ref.split('/').at(-1) ?? ''], named);
  if (schema.anyOf) return schema.anyOf.map((each) => typeOf(each, named)).join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items as JsonSchema, named)}`;
  return schema.format ?? String(schema.type ?? 'any');
};

const fieldsOf = ({ data, personal }: EventDefinition): string => {
  const { properties = {}, required = [], $defs = {} } = z.toJSONSchema(data, { unrepresentable: 'any' });
  return table(
    ['Field', 'Type', 'Notes'],
    Object.entries(properties).map(([field, schema]) => [
      code(field),
      typeOf(schema, $defs),
      [required.includes(field) ? '' : 'optional', personal.includes(field) ? 'personal: sealed at rest' : '']
        .filter(Boolean)
        .join('; '),
    ]),
  );
};

const sectionOf = ([type, event]: [string, EventDefinition]): string =>
  [
    `## ${code(type)}`,
    event.summary,
    `A ${event.kind} on ${code(event.topic)}, written by ${event.producer}, read by ${event.consumers.join(', ')}.`,
    fieldsOf(event),
  ].join('\n\n');

export const eventSections = (): string => Object.entries(catalogue).map(sectionOf).join('\n\n');
