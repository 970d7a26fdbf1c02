import { control } from '../control/control-client.ts';
import { newestPhotoOf } from '../panels/authenticator/newest-photo.ts';
import type { Messenger } from '../panels/people/someone.ts';
import { appButtons } from './app-buttons.ts';
import { becomesCustomer, isTold, opensApp, pressMain, says } from './chat-steps.ts';
import { newCustomer, randomDigits } from './newcomer.ts';
import type { Scenario, Stage, Step } from './step.ts';

/** They have shopped at the old shop for years. */
const linksShop: Step = {
  words: 'storyLink',
  isShared: true,
  prepare: async ({ notes, show }) => {
    const { login, password } = await control.addOldShopCustomer('Vera');
    notes.set('login', login).set('password', password);
    show([
      { label: 'login', value: login },
      { label: 'password', value: password },
    ]);
  },
  act: async (stage) => {
    const { finger, notes, signal } = stage;
    await finger.tap(appButtons.linkShop, signal);
    await finger.type('username', notes.get('login') as string, signal);
    await finger.type('current-password', notes.get('password') as string, signal);
    await pressMain(stage, appButtons.checkShop);
    await pressMain(stage, appButtons.confirmShop);
  },
  isDone: ({ hasHappened }, sinceMs) => hasHappened(['shop_account.linked.v1'], sinceMs),
};

export const registerStory = (messenger: Messenger): Scenario => ({
  id: 'register',
  title: 'scenarioRegister',
  steps: [
    newCustomer('Vera'),
    says('/start', 'storyStart'),
    opensApp(messenger === 'telegram' ? 'storyOpen' : 'storyOpenByLink'),
    linksShop,
    isTold('storyLinkTold', 'shop_account_linked'),
  ],
});

const opensSecurity: readonly Step[] = [
  newCustomer('Vera'),
  becomesCustomer('storyIsCustomer'),
  says('/security', 'storyAskSecurity'),
  opensApp('storyOpenSecurity'),
];

const asksForText: Step = {
  words: 'storyChooseSms',
  isShared: true,
  prepare: async ({ notes, show }) => {
    const phone = `+7926${randomDigits(7)}`;
    notes.set('phone', phone);
    show([{ label: 'phoneNumber', value: phone }]);
  },
  act: async (stage) => {
    const { finger, notes, signal } = stage;
    await finger.tap(appButtons.addFactor, signal);
    await finger.tap(appButtons.bySms, signal);
    await finger.type('tel', notes.get('phone') as string, signal);
    await pressMain(stage, appButtons.sendCode);
  },
  isDone: ({ hasHappened }, sinceMs) => hasHappened(['notify.send_code.v1'], sinceMs),
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
  isShared: true,
  prepare: async ({ notes, show }) => show([{ label: 'code', value: notes.get('code') as string }]),
  act: ({ finger, notes, signal }) => finger.type('one-time-code', notes.get('code') as string, signal),
  isDone: ({ hasHappened }, sinceMs) => hasHappened(['two_factor.enabled.v1'], sinceMs),
};

export const smsStory: Scenario = {
  id: 'sms',
  title: 'scenarioSms',
  steps: [
    ...opensSecurity,
    asksForText,
    codeComes,
    typesCode,
    isTold('storyFactorTold', 'two_factor_enabled'),
  ],
};

const asksForKey: Step = {
  words: 'storyChooseTotp',
  isShared: true,
  act: async ({ finger, signal }) => {
    await finger.tap(appButtons.addFactor, signal);
    await finger.tap(appButtons.byApp, signal);
    await finger.tap(appButtons.showKey, signal);
    await finger.tap(appButtons.sendKey, signal);
  },
  isDone: async ({ person, notes }) => {
    const photo = await newestPhotoOf(person);
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
/** What the authenticator shows now; one that has just ended is still taken. */
const showTotp = async ({ notes, show }: Stage): Promise<void> => {
  const entry = (await control.authenticator()).find(({ id }) => String(id) === notes.get('entry'));
  if (!entry || entry.code === notes.get('totp')) return;
  notes.set('totp', entry.code);
  show([{ label: 'code', value: entry.code }]);
};
const typesTotp: Step = {
  words: 'storyTypeTotp',
  isShared: true,
  prepare: showTotp,
  act: ({ finger, notes, signal }) => finger.type('one-time-code', notes.get('totp') as string, signal),
  isDone: async (stage, sinceMs) => {
    await showTotp(stage);
    return stage.hasHappened(['two_factor.enabled.v1'], sinceMs);
  },
};

const keyGoes: Step = {
  words: 'storyKeyGone',
  isDone: async ({ person }) => (await newestPhotoOf(person)) === undefined,
};

/** Only Telegram lets a bot take back what it said. */
export const totpStory = (messenger: Messenger): Scenario => ({
  id: 'totp',
  title: 'scenarioTotp',
  steps: [
    ...opensSecurity,
    asksForKey,
    scansKey,
    typesTotp,
    messenger === 'telegram' ? keyGoes : isTold('storyFactorTold', 'two_factor_enabled'),
  ],
});
