import { z } from 'zod';
import { code, table } from './markdown.ts';

export type ProcessEnvironment = { title: string; note?: string; environment: z.ZodObject };

/** Default of a key as one would write it in the environment; undefined when the key is required. */
const defaultOf = (schema: z.ZodType): string | undefined => {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return undefined;
  if (Array.isArray(data)) return data.join(' ');
  // A table that nobody filled in.
  return typeof data === 'object' ? '' : String(data ?? '');
};

const valuesOf = (schema: z.ZodType): string => {
  const { enum: values } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return values ? `One of ${values.map((value) => code(String(value))).join(', ')}. ` : '';
};

const rowOf = ([key, schema]: [string, z.ZodType]): string[] => {
  const standard = defaultOf(schema);
  return [
    code(key),
    standard === undefined ? '**required**' : code(standard),
    `${valuesOf(schema)}${schema.description ?? ''}`.trim(),
  ];
};

/** Every key that a process reads, in the order of its schema. */
export const configurationTable = ({ title, note, environment }: ProcessEnvironment): string =>
  [
    `## ${code(title)}`,
    ...(note ? [note] : []),
    table(
      ['Key', 'Default', 'Meaning'],
      Object.entries(environment.shape).map(([key, schema]) => rowOf([key, schema as z.ZodType])),
    ),
  ].join('\n\n');
