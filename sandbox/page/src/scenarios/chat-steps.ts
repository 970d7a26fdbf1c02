import { chatOf, writeAs } from '../panels/people/chat-of.ts';
import type { PersonRef } from '../panels/people/someone.ts';
import { appButtons } from './app-buttons.ts';
import type { Stage, Step } from './step.ts';

const fromBot = async (person: PersonRef) => (await chatOf(person)).filter(({ from }) => from === 'bot');

/** Writes into the chat; done when the bot has answered. */
export const says = (text: string, words: Step['words']): Step => ({
  words,
  prepare: async ({ person, notes }) => {
    notes.set('answers', String((await fromBot(person)).length)).set('keys', String(appKeys(person).length));
  },
  act: async ({ person, finger, signal }) => {
    await finger.closeApp(signal);
    await writeAs(person, text);
  },
  isDone: async ({ person, notes }) => (await fromBot(person)).length > Number(notes.get('answers')),
});

/** What the newest button of the chat that opens the mini app says. */
const newestAppButton = async (person: PersonRef): Promise<string | undefined> =>
  (await fromBot(person)).findLast(({ appButton }) => appButton)?.appButton;

/** What opens the mini app on the phone that lies on the desk: a button, or where there is none a link. */
const appKeys = ({ messenger }: PersonRef): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(
    messenger === 'telegram' ? '.desk-phone .key[data-opens="app"]' : '.desk-phone [data-opens="page"]',
  ),
];

/** Presses the newest of them, once it is seen there. */
const pressAppKey = ({ person, notes, finger, signal }: Stage): Promise<void> =>
  finger.press(
    async () => {
      const text = await newestAppButton(person);
      const keys = appKeys(person);
      const key = keys.length > Number(notes.get('keys') ?? 0) ? keys.at(-1) : undefined;
      return key && text !== undefined && key.textContent?.includes(text) ? key : null;
    },
    '/start',
    signal,
  );

/** A link proves who followed it, so the page behind it asks first: whoever looks ahead of a link presses nothing. */
const entersApp = async (stage: Stage): Promise<void> => {
  await pressAppKey(stage);
  if (stage.person.messenger !== 'telegram') await stage.finger.tap(appButtons.signIn, stage.signal);
};

/** The large button: Telegram draws it below the app, elsewhere it stands in the app. */
export const pressMain = (
  { person, finger, signal }: Stage,
  names: readonly [string, string, string],
): Promise<void> =>
  person.messenger === 'telegram' ? finger.pressMain(names, signal) : finger.tap(names, signal);

/** Opens the mini app; done when it has signed in, for the first time or again. */
export const opensApp = (words: Step['words']): Step => ({
  words,
  act: entersApp,
  isDone: ({ hasHappened, person }, sinceMs) =>
    hasHappened(
      [
        'user.registered.v1',
        'session.opened.v1',
        `POST /v1/sessions/${person.messenger}`,
        'POST /v1/sessions/refresh',
        'GET /v1/account',
      ],
      sinceMs,
    ),
});

/** Somebody new signs up; done when they were welcomed, so that what comes next in the chat is an answer. */
export const becomesCustomer = (words: Step['words']): Step => ({
  words,
  act: async (stage) => {
    await writeAs(stage.person, '/start');
    await entersApp(stage);
  },
  isDone: ({ hasHappened, person }, sinceMs) => hasHappened([`welcome → ${person.messenger}`], sinceMs),
});

/** Waits for a message of this kind to come into the chat. */
export const isTold = (words: Step['words'], template: string): Step => ({
  words,
  isDone: ({ hasHappened, person }, sinceMs) => hasHappened([`${template} → ${person.messenger}`], sinceMs),
});
