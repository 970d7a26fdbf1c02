import { z } from 'zod';
import { catalogue, type EventType } from './catalogue.ts';

/** Without the ids of named schemas, so that each event's schema stands alone. */
const noMetadata = z.registry<Record<string, unknown>>();

/**
 * The data of an event as JSON Schema, draft 7, as whoever reads it may rely on it: fields that it does not name may be
 * there as well, and are passed over.
 */
export const dataSchemaOf = (type: EventType): Record<string, unknown> => {
  const options = { io: 'input', target: 'draft-7', metadata: noMetadata } as const;
  const { $schema: _, ...schema } = z.toJSONSchema(catalogue[type].data, options);
  return schema;
};
