import type { GraphCall, GraphClient } from '@atlas/shared/whatsapp';
import { codeFlowJson, codeFlowName } from './code-flow.ts';

type Deps = {
  graph: GraphClient;
  /** WhatsApp Business Account; without it the Flow is made by hand. */
  accountId: string | undefined;
  publicKeyPem: string;
  /** Where phones reach us; null: told by hand, too. */
  endpoint: string | null;
};

/** Uploads our key, then makes the Flow, or tells the one that is there where we are now. */
export const createRegisterFlow =
  ({ graph, accountId, publicKeyPem, endpoint }: Deps) =>
  async (call: GraphCall): Promise<void> => {
    await graph.setPublicKey(publicKeyPem, call);
    if (!accountId || !endpoint) return;
    const known = (await graph.listFlows(accountId, call)).find(({ name }) => name === codeFlowName);
    if (known) return graph.setFlowEndpoint(known.id, endpoint, call);
    const flow = { name: codeFlowName, categories: ['OTHER'], flow_json: JSON.stringify(codeFlowJson) };
    await graph.createFlow(accountId, { ...flow, endpoint_uri: endpoint, publish: true }, call);
  };
