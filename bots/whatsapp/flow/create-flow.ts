import type { Clock } from '@atlas/shared/ports';
import type { Logger, Metrics } from '@atlas/shared/process';
import type { GraphCall, GraphClient, WhatsappConfig } from '@atlas/shared/whatsapp';
import type { Router } from 'express';
import type { CallScope } from '../../call-scope.ts';
import type { Localise } from '../../dialogue/index.ts';
import type { Perform } from '../../perform.ts';
import type { Render } from '../render.ts';
import { createAnswerFlow } from './answer-flow.ts';
import { createCodeScreens } from './code-screens.ts';
import { type CodeTurn, createCodeTurn } from './code-turn.ts';
import { createFlowCrypto } from './flow-crypto.ts';
import { createFlowEndpoint, flowPath } from './flow-endpoint.ts';
import { createFlowTokens } from './flow-token.ts';
import { createOfferCode } from './offer-code.ts';
import { createRegisterFlow } from './register-flow.ts';

type Deps = {
  config: WhatsappConfig & { publicUrl: string | null };
  privateKeyPem: string;
  graph: GraphClient;
  perform: Perform;
  localise: Localise;
  render: Render;
  scope: CallScope;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export type FlowParts = {
  router: Router;
  turn: CodeTurn;
  /** Makes WhatsApp know key and Flow; until then no code is asked for by it. */
  register(call: GraphCall): Promise<void>;
};

/** Codes entered in WhatsApp itself. */
export const createFlow = (deps: Deps): FlowParts => {
  const { config, privateKeyPem, graph, perform, localise, render, scope, clock, logger, metrics } = deps;
  const { appSecret, phoneNumberId, businessId, accountId, publicUrl } = config;
  const crypto = createFlowCrypto(privateKeyPem);
  const tokens = createFlowTokens({ appSecret, phoneNumberId, clock });
  const screens = createCodeScreens({ localise });
  const answer = createAnswerFlow({ businessId, tokens, screens, perform });
  const registerFlow = createRegisterFlow({
    graph,
    accountId,
    publicKeyPem: crypto.publicKeyPem,
    endpoint: publicUrl === null ? null : new URL(flowPath, publicUrl).href,
  });
  let isReady = false;
  return {
    router: createFlowEndpoint({ appSecret, crypto, answer, scope, logger, metrics }),
    turn: createCodeTurn({
      perform,
      render,
      codes: createOfferCode({ perform, tokens, screens }),
      isReady: () => isReady,
    }),
    register: async (call) => {
      await registerFlow(call);
      isReady = true;
    },
  };
};
