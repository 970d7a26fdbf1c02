import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  catalogue,
  createAsyncApiDocument,
  dataSchemaOf,
  type EventType,
} from '../../shared/events/index.ts';
import { topics } from '../../shared/kafka/index.ts';
import { compareContracts, lineOf, type Severity } from './compare-contracts.ts';
import { type Contract, currentContracts, releasedContracts, type Schema } from './contract.ts';
import { goldenEvents } from './golden-events.ts';

describe('the contracts of events', () => {
  it('break nothing that was released; what breaks is a new type', async () => {
    const broken = compareContracts(await releasedContracts(), currentContracts());
    expect(broken.filter(({ severity }) => severity === 'breaking').map(lineOf)).toEqual([]);
  });

  it('are still met by events as they have always been written', () => {
    expect(Object.keys(goldenEvents).toSorted()).toEqual(Object.keys(catalogue).toSorted());
    for (const [type, data] of Object.entries(goldenEvents)) {
      const parsed = catalogue[type as EventType].data.safeParse(data);
      expect([type, parsed.error?.issues ?? []]).toEqual([type, []]);
    }
  });

  it('let consumers pass over fields that they do not know', () => {
    for (const [type, data] of Object.entries(goldenEvents)) {
      const parsed = catalogue[type as EventType].data.safeParse({ ...data, ofALaterVersion: { deep: [1] } });
      expect([type, parsed.data]).toEqual([type, data]);
    }
  });
});

describe('a change of a contract', () => {
  const base: Schema = {
    type: 'object',
    required: ['id', 'reason', 'list'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      reason: { type: 'string', enum: ['a', 'b'] },
      list: { type: 'array', items: { type: 'string' } },
      note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
  };
  const contract = (data: Schema, rest: Partial<Contract> = {}): Contract => {
    return { type: 't.v1', kind: 'fact', topic: 'atlas.accounts', personal: ['note'], data, ...rest };
  };
  const withField = (name: string, schema: Schema | undefined): Schema => {
    const { [name]: _, ...others } = base.properties ?? {};
    return { ...base, properties: schema ? { ...others, [name]: schema } : others };
  };
  const judge = (now: readonly Contract[]): Severity[] => [
    ...new Set(compareContracts([contract(base)], now).map(({ severity }) => severity)),
  ];

  it.each<[string, Contract[]]>([
    ['a type removed', []],
    ['a field removed, though optional', [contract(withField('note', undefined))]],
    ['another type of value', [contract(withField('id', { type: 'integer' }))]],
    [
      'a narrower format',
      [contract(withField('list', { type: 'array', items: { type: 'string', format: 'uuid' } }))],
    ],
    ['a wider format', [contract(withField('id', { type: 'string' }))]],
    ['a new bound', [contract(withField('id', { type: 'string', format: 'uuid', maxLength: 10 }))]],
    ['null no longer allowed', [contract(withField('note', { type: 'string' }))]],
    [
      'null newly allowed',
      [contract(withField('id', { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] }))],
    ],
    [
      'another alternative',
      [contract(withField('note', { anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'integer' }] }))],
    ],
    ['an optional field made required', [contract({ ...base, required: ['id', 'reason', 'list', 'note'] })]],
    ['a required field made optional', [contract({ ...base, required: ['id', 'list'] })]],
    [
      'a new required field',
      [contract({ ...withField('more', { type: 'string' }), required: ['id', 'reason', 'list', 'more'] })],
    ],
    ['a value that is allowed no more', [contract(withField('reason', { type: 'string', enum: ['a'] }))]],
    [
      'free text made an enumeration',
      [contract(withField('id', { type: 'string', format: 'uuid', enum: ['x'] }))],
    ],
    ['an enumeration made free text', [contract(withField('reason', { type: 'string' }))]],
    ['another topic', [contract(base, { topic: 'atlas.orders' })]],
    ['a fact made a command', [contract(base, { kind: 'command' })]],
    ['a field made personal', [contract(base, { personal: ['note', 'reason'] })]],
    ['a field personal no more', [contract(base, { personal: [] })]],
  ])('is breaking: %s', (_, now) => {
    expect(judge(now)).toEqual(['breaking']);
  });

  it('waits for consumers where an enumeration has a new value', () => {
    expect(judge([contract(withField('reason', { type: 'string', enum: ['a', 'b', 'c'] }))])).toEqual([
      'consumers-first',
    ]);
  });

  it('is additive: an optional field, a personal one as well, and a new type', () => {
    const more = withField('more', { type: 'string' });
    expect(judge([contract(more)])).toEqual(['additive']);
    expect(judge([contract(more, { personal: ['note', 'more'] })])).toEqual(['additive']);
    expect(judge([contract(base), contract(base, { type: 't.v2' })])).toEqual(['additive']);
  });

  it('is none where only words for people differ', () => {
    expect(judge([contract({ ...base, description: 'Said better.' })])).toEqual([]);
  });
});

describe('the AsyncAPI document', () => {
  let validate: ValidateFunction;
  beforeAll(async () => {
    const path = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json');
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv, { mode: 'fast' });
    validate = ajv.compile(JSON.parse(await readFile(path, 'utf8')) as object);
  });

  it('is one, by the official schema of AsyncAPI 3.0; a broken one is not', () => {
    const document = createAsyncApiDocument();
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...document, asyncapi: '2.6.0' })).toBe(false);
    expect(validate({ ...document, channels: { 'atlas.accounts': { address: 7 } } })).toBe(false);
  });

  it('points nowhere that is not there', () => {
    const document = createAsyncApiDocument();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(references.length).toBeGreaterThan(100);
    for (const path of references) {
      const target = path
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document);
      expect([path, typeof target]).toEqual([path, 'object']);
    }
  });

  it('has every event on the topic, with the partitions, that the broker has', () => {
    const { channels } = createAsyncApiDocument();
    expect(
      Object.values(channels)
        .flatMap(({ messages }) => Object.keys(messages))
        .toSorted(),
    ).toEqual(Object.keys(catalogue).toSorted());
    for (const { name, partitions } of topics)
      expect(channels[name]?.bindings.kafka).toMatchObject({ topic: name, partitions });
  });

  it('describes data that golden events fit', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    for (const [type, data] of Object.entries(goldenEvents)) {
      const check = ajv.compile(dataSchemaOf(type as EventType));
      expect([type, check(data), check.errors]).toEqual([type, true, null]);
    }
  });
});
