import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Storage } from '../../storage/storage.ts';
import { refusal } from '../graph-error.ts';

const keySetting = 'whatsapp.business_public_key';
const flowsSetting = 'whatsapp.flows';

/** A part of a screen, as far as a phone at the desk acts on it. */
type Part = {
  type?: string | undefined;
  children?: Part[] | undefined;
  'on-click-action'?: { name: string; payload?: Record<string, unknown> | undefined } | undefined;
};
const Part: z.ZodType<Part> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    children: z.array(Part).optional(),
    'on-click-action': z
      .looseObject({ name: z.string(), payload: z.record(z.string(), z.unknown()).optional() })
      .optional(),
  }),
);
const FlowJson = z.looseObject({
  version: z.string(),
  data_api_version: z.string().optional(),
  screens: z
    .array(
      z.looseObject({ id: z.string().regex(/^[A-Z_]+$/i), layout: Part, terminal: z.boolean().optional() }),
    )
    .min(1),
});
export type FlowJson = z.output<typeof FlowJson>;

/** `POST /{waba}/flows`. */
export const NewFlow = z.looseObject({
  name: z.string().min(1).max(200),
  categories: z.union([z.array(z.string()).min(1), z.string()]),
  flow_json: z.string().optional(),
  endpoint_uri: z.url({ protocol: /^https?$/ }).optional(),
  publish: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
    .default(false),
});

export type Flow = {
  id: string;
  name: string;
  status: 'DRAFT' | 'PUBLISHED';
  categories: string[];
  json: FlowJson | null;
  endpointUri: string | null;
};

const readJson = (text: string): FlowJson => {
  try {
    return FlowJson.parse(JSON.parse(text));
  } catch {
    throw refusal(100, 'flow_json is no Flow JSON');
  }
};

const footerOf = (part: Part): Part | undefined =>
  part.type === 'Footer' ? part : part.children?.map(footerOf).find((found) => found !== undefined);

/** What tapping a screen's footer does. */
export const actionOf = (json: FlowJson, screen: string) => {
  const layout = json.screens.find(({ id }) => id === screen)?.layout;
  return layout && footerOf(layout)?.['on-click-action'];
};

export type FlowStore = ReturnType<typeof createFlowStore>;

/** The business's Flows, and the key its phones seal to. */
export const createFlowStore = ({ storage }: { storage: Storage }) => {
  const list = () => storage.setting<Flow[]>(flowsSetting) ?? [];
  return {
    list,
    find: (idOrName: string) => list().find(({ id, name }) => id === idOrName || name === idOrName),
    /** @throws GraphError 100 for a name that is taken and for what is no Flow JSON */
    add: ({ name, categories, flow_json, endpoint_uri, publish }: z.output<typeof NewFlow>): Flow => {
      const known = list();
      if (known.some((flow) => flow.name === name)) throw refusal(100, 'Flow name is not unique');
      const flow: Flow = {
        id: String(700_000_000_000_000 + known.length),
        name,
        status: publish && flow_json ? 'PUBLISHED' : 'DRAFT',
        categories: [categories].flat(),
        json: flow_json === undefined ? null : readJson(flow_json),
        endpointUri: endpoint_uri ?? null,
      };
      storage.setSetting(flowsSetting, [...known, flow]);
      return flow;
    },
    setEndpoint: (id: string, endpointUri: string) =>
      storage.setSetting(
        flowsSetting,
        list().map((flow) => (flow.id === id ? { ...flow, endpointUri } : flow)),
      ),
    publicKey: (): string | undefined => storage.setting<string>(keySetting),
    /** @throws GraphError 100 for anything but a public RSA key of 2048 bits */
    setPublicKey: (pem: string): void => {
      let key: KeyObject;
      try {
        key = createPublicKey(pem);
      } catch {
        throw refusal(100, 'business_public_key is no public key');
      }
      if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 2048)
        throw refusal(100, 'business_public_key must be RSA of 2048 bits');
      storage.setSetting(keySetting, pem);
    },
  };
};
