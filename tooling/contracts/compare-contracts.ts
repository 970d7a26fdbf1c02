import { isDeepStrictEqual } from 'node:util';
import type { Contract, Schema } from './contract.ts';

/**
 * - `breaking`: events in the log, or consumers that run, no longer fit. It takes a new type.
 * - `consumers-first`: fits once every consumer knows it, so consumers are deployed before the producer writes it.
 * - `additive`: nobody notices who does not look.
 */
export type Severity = 'breaking' | 'consumers-first' | 'additive';
export type Change = { severity: Severity; type: string; where: string; what: string };

type Found = Omit<Change, 'type'>;

const breaking = (where: string, what: string): Found => ({ severity: 'breaking', where, what });
/** Judged on their own, or words for people. */
const judged = new Set(['properties', 'required', 'enum', 'anyOf', 'items', 'description', 'title']);

const compareEnums = (where: string, before: readonly unknown[], now: readonly unknown[]): Found[] => {
  const named = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(', ');
  const gone = before.filter((value) => !now.includes(value));
  const added = now.filter((value) => !before.includes(value));
  return [
    ...(gone.length > 0 ? [breaking(where, `no longer allows ${named(gone)}, which the log may hold`)] : []),
    ...(added.length > 0
      ? [
          {
            severity: 'consumers-first' as const,
            where,
            what: `also allows ${named(added)}, which consumers that run refuse`,
          },
        ]
      : []),
  ];
};

const compareFields = (where: string, before: Schema, now: Schema): Found[] => {
  const [old, fresh] = [before.properties ?? {}, now.properties ?? {}];
  const [wasRequired, isRequired] = [new Set(before.required), new Set(now.required)];
  const at = (field: string) => (where === '' ? field : `${where}.${field}`);
  const known = Object.entries(old).flatMap(([field, schema]) => {
    const successor = fresh[field];
    if (!successor) return [breaking(at(field), 'was removed: whoever reads it finds nothing')];
    return [
      ...(wasRequired.has(field) && !isRequired.has(field)
        ? [breaking(at(field), 'became optional: whoever relies on it may find nothing')]
        : []),
      ...(!wasRequired.has(field) && isRequired.has(field)
        ? [breaking(at(field), 'became required: events in the log lack it')]
        : []),
      ...compareSchemas(at(field), schema, successor),
    ];
  });
  const added = Object.keys(fresh).filter((field) => !Object.hasOwn(old, field));
  return [
    ...known,
    ...added.map((field) =>
      isRequired.has(field)
        ? breaking(at(field), 'is new and required: events in the log lack it')
        : { severity: 'additive' as const, where: at(field), what: 'is new and optional' },
    ),
  ];
};

const compareAlternatives = (where: string, before: readonly Schema[], now: readonly Schema[]): Found[] =>
  before.length === now.length
    ? before.flatMap((each, index) => compareSchemas(where, each, now[index] ?? {}))
    : [breaking(where, `allows ${now.length} kinds of value instead of ${before.length}`)];

/** Every rule but those of fields, values and alternatives stays as it is: narrower, the log may break it; wider, consumers may. */
const compareConstraints = (where: string, before: Schema, now: Schema): Found[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((rule) => !judged.has(rule) && !isDeepStrictEqual(before[rule], now[rule]))
    .map((rule) =>
      breaking(
        where,
        `${rule} was ${JSON.stringify(before[rule]) ?? 'not there'}, is ${JSON.stringify(now[rule]) ?? 'not there'}`,
      ),
    );

const compareSchemas = (where: string, before: Schema, now: Schema): Found[] => {
  const hasBoth = (rule: 'enum' | 'anyOf' | 'items') => before[rule] !== undefined && now[rule] !== undefined;
  const lost = (['enum', 'anyOf', 'items'] as const).filter(
    (rule) => (before[rule] === undefined) !== (now[rule] === undefined),
  );
  return [
    ...compareConstraints(where, before, now),
    ...lost.map((rule) =>
      breaking(where, `${rule} ${before[rule] === undefined ? 'is new' : 'was removed'}`),
    ),
    ...compareFields(where, before, now),
    ...(hasBoth('enum') ? compareEnums(where, before.enum ?? [], now.enum ?? []) : []),
    ...(hasBoth('anyOf') ? compareAlternatives(where, before.anyOf ?? [], now.anyOf ?? []) : []),
    ...(hasBoth('items') ? compareSchemas(`${where}[]`, before.items ?? {}, now.items ?? {}) : []),
  ];
};

const compareContract = (before: Contract, now: Contract): Found[] => [
  ...(before.kind === now.kind ? [] : [breaking('', `was a ${before.kind}, is a ${now.kind}`)]),
  ...(before.topic === now.topic ? [] : [breaking('', `moved from ${before.topic} to ${now.topic}`)]),
  ...now.personal
    .filter((field) => !before.personal.includes(field) && before.data.properties?.[field])
    .map((field) => breaking(field, 'became personal: the log has it unsealed, and would not open it')),
  ...before.personal
    .filter((field) => !now.personal.includes(field))
    .map((field) => breaking(field, 'is personal no more: the log has it sealed, and nobody would open it')),
  ...compareSchemas('', before.data, now.data),
];

/** What changed between two states of the catalogue, and how bad that is. */
export const compareContracts = (released: readonly Contract[], current: readonly Contract[]): Change[] => {
  const now = new Map(current.map((each) => [each.type, each]));
  const before = new Set(released.map(({ type }) => type));
  return [
    ...released.flatMap((each): Change[] => {
      const { type } = each;
      const successor = now.get(type);
      const found = successor
        ? compareContract(each, successor)
        : [breaking('', 'was removed: the log may hold it')];
      return found.map((change) => ({ type, ...change }));
    }),
    ...current
      .filter(({ type }) => !before.has(type))
      .map(({ type }): Change => ({ severity: 'additive', type, where: '', what: 'is new' })),
  ];
};

/** A change in a line. */
export const lineOf = ({ type, where, what }: Change): string =>
  `${type}${where ? ` ${where}` : ''}: ${what}`;
