import { control } from '../control/control-client.ts';
import { newestPhotoOf } from '../panels/authenticator/newest-photo.ts';
import { becomesCustomer, opensApp, says, waitsFor } from './chat-steps.ts';
import type { Scenario, Stage, Step } from './step.ts';

/** Somebody new takes the phone, so that the story begins at its beginning however often it is told. */
const newCustomer: Step = {
  words: 'storyNewCustomer',
  act: async (stage) => stage.take((await control.addPerson({ firstName: 'Vera' })).id),
};

const linksShop: Step = {
  words: 'storyLink',
  isDone: async (stage, sinceMs) => {
    if (!stage.notes.has('login')) await showCustomer(stage);
    return stage.hasHappened(['shop_account.linked.v1'], sinceMs);
  },
};
const showCustomer = async ({ notes, show }: Stage) => {
  const customers = (await control.oldShopCustomers()).filter(({ locked, slow }) => !locked && !slow);
  const customer = customers[Math.floor(Math.random() * customers.length)];
  if (!customer) throw new Error('Every account of the old shop is locked.');
  notes.set('login', customer.login);
  show([
    { label: 'login', value: customer.login },
    { label: 'password', value: customer.password },
  ]);
};

export const registerStory: Scenario = {
  id: 'register',
  title: 'scenarioRegister',
  steps: [
    newCustomer,
    says('/start', 'storyStart'),
    opensApp('storyOpen'),
    linksShop,
    waitsFor('storyLinkTold', 'shop_account_linked → telegram'),
  ],
};

const opensSecurity: readonly Step[] = [
  becomesCustomer('storyIsCustomer'),
  says('/security', 'storyAskSecurity'),
  opensApp('storyOpenSecurity'),
];

const randomDigits = (count: number) =>
  [...crypto.getRandomValues(new Uint8Array(count))].map((byte) => byte % 10).join('');

const asksForText: Step = {
  words: 'storyChooseSms',
  isDone: ({ notes, show, hasHappened }, sinceMs) => {
    if (!notes.has('phone')) {
      notes.set('phone', `+7926${randomDigits(7)}`);
      show([{ label: 'phoneNumber', value: notes.get('phone') as string }]);
    }
    return hasHappened(['notify.send_code.v1'], sinceMs);
  },
};
/** Whichever number or address was typed in the end. */
const codeComes: Step = {
  words: 'storyCodeComes',
  isDone: async ({ notes }, sinceMs) => {
    const [text] = await control.sms();
    const [mail] = await control.emails();
    const newest = [
      { code: text?.code, at: text?.arrivedAt },
      { code: mail?.code, at: mail?.receivedAt },
    ].find(({ code, at }) => code && at && Date.parse(at) > sinceMs - 10_000);
    if (newest?.code) notes.set('code', newest.code);
    return newest !== undefined;
  },
};
const typesCode: Step = {
  words: 'storyTypeCode',
  isDone: ({ notes, show, hasHappened }, sinceMs) => {
    const code = notes.get('code');
    if (code !== undefined && notes.delete('code')) show([{ label: 'code', value: code }]);
    return hasHappened(['two_factor.enabled.v1'], sinceMs);
  },
};

export const smsStory: Scenario = {
  id: 'sms',
  title: 'scenarioSms',
  steps: [
    ...opensSecurity,
    asksForText,
    codeComes,
    typesCode,
    waitsFor('storyFactorTold', 'two_factor_enabled → telegram'),
  ],
};

const asksForKey: Step = {
  words: 'storyChooseTotp',
  isDone: async ({ personId, notes }) => {
    const photo = await newestPhotoOf(personId);
    if (photo) notes.set('photo', photo);
    return photo !== undefined;
  },
};
const scansKey: Step = {
  words: 'storyScan',
  act: async ({ notes, show }) => {
    const entry = await control.addToAuthenticator({ fileId: notes.get('photo') as string });
    notes.set('entry', String(entry.id));
    show([{ label: 'code', value: entry.code }]);
  },
};
const typesTotp: Step = {
  words: 'storyTypeTotp',
  isDone: async ({ notes, show, hasHappened }, sinceMs) => {
    const entry = (await control.authenticator()).find(({ id }) => String(id) === notes.get('entry'));
    if (entry && entry.code !== notes.get('code')) show([{ label: 'code', value: entry.code }]);
    if (entry) notes.set('code', entry.code);
    return hasHappened(['two_factor.enabled.v1'], sinceMs);
  },
};

export const totpStory: Scenario = {
  id: 'totp',
  title: 'scenarioTotp',
  steps: [
    ...opensSecurity,
    asksForKey,
    scansKey,
    typesTotp,
    {
      words: 'storyKeyGone',
      isDone: async ({ personId }) => (await newestPhotoOf(personId)) === undefined,
    },
  ],
};
