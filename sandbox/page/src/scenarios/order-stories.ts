import type { FactorEnrolment, RaisedSession } from '@atlas/shared/wire';
import { control } from '../control/control-client.ts';
import { refOf } from '../panels/people/someone.ts';
import { createOrderClient, type OrderClient, Refused } from './order-client.ts';
import type { Scenario, Stage, Step } from './step.ts';

/** What a service behind the gateway has learned of its caller. */
type Echo = { service: string; scopes: string[]; acr: string };

const clients = new WeakMap<Stage, OrderClient>();
const clientOf = (stage: Stage): OrderClient => {
  const client = clients.get(stage) ?? createOrderClient();
  clients.set(stage, client);
  return client;
};

/** Whatever phone lies on the desk: the order app signs people in by Telegram. */
const newCustomer: Step = {
  words: 'storyNewCustomer',
  act: async ({ take, languageCode }) =>
    take(
      refOf({ messenger: 'telegram', person: await control.addPerson({ firstName: 'Oleg', languageCode }) }),
    ),
};
const signsIn: Step = {
  words: 'storyOrderSignIn',
  act: (stage) => clientOf(stage).signIn(Number(stage.person.id)),
};

/** Asks the service, and is told what is missing. */
const isAskedForMore = (service: string, words: Step['words']): Step => ({
  words,
  act: async (stage) => {
    const refusal = await clientOf(stage)
      .call('GET', `/gateway/${service}/echo`)
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    if (refusal instanceof Refused) stage.show([{ label: 'answer', value: refusal.code }]);
  },
});

const getsThrough = (service: string, words: Step['words'], method: 'GET' | 'POST' = 'GET'): Step => ({
  words,
  act: async (stage) => {
    const { scopes, acr } = await clientOf(stage).call<Echo>(method, `/gateway/${service}/echo`);
    stage.show([
      { label: 'scopes', value: scopes.join(' ') },
      { label: 'level', value: acr },
    ]);
  },
});

const linksShop: Step = {
  words: 'storyOrderLink',
  act: async (stage) => {
    const { login, password } = await control.addOldShopCustomer('Oleg');
    await clientOf(stage).call('POST', '/v1/shop-link', { login, password });
    stage.notes.set('login', login).set('password', password);
    stage.show([{ label: 'login', value: login }]);
  },
};
const provesPassword: Step = {
  words: 'storyOrderPassword',
  act: async (stage) => {
    const [login, password] = [stage.notes.get('login'), stage.notes.get('password')];
    const raised = await clientOf(stage).call<RaisedSession>('POST', '/v1/shop-link/verify', {
      login,
      password,
    });
    clientOf(stage).use(raised);
  },
};

const asksForCode: Step = {
  words: 'storyOrderFactor',
  act: async (stage) => {
    const email = `oleg.${crypto.randomUUID().slice(0, 8)}@example.org`;
    const { factorId } = await clientOf(stage).call<FactorEnrolment>('POST', '/v1/factors', {
      kind: 'email',
      email,
    });
    stage.notes.set('factorId', factorId);
    stage.notes.set('email', email);
    stage.show([{ label: 'emailAddress', value: email }]);
  },
};
const typesCode: Step = {
  words: 'storyOrderCode',
  act: async (stage) => {
    const { code } = await control.codeFor(stage.notes.get('email') as string);
    stage.show([{ label: 'code', value: code }]);
    const path = `/v1/factors/${stage.notes.get('factorId')}/confirm`;
    clientOf(stage).use(await clientOf(stage).call<RaisedSession>('POST', path, { code }));
  },
};

export const oldOrdersStory: Scenario = {
  id: 'old-orders',
  title: 'scenarioOldOrders',
  steps: [
    newCustomer,
    signsIn,
    isAskedForMore('orders-legacy', 'storyOldRefused'),
    linksShop,
    provesPassword,
    getsThrough('orders-legacy', 'storyOldThrough'),
  ],
};

export const newOrdersStory: Scenario = {
  id: 'new-orders',
  title: 'scenarioNewOrders',
  steps: [
    newCustomer,
    signsIn,
    isAskedForMore('orders', 'storyNewRefused'),
    asksForCode,
    typesCode,
    getsThrough('orders', 'storyNewThrough', 'POST'),
  ],
};
