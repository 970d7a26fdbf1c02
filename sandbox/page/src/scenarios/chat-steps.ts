import { chatOf, writeAs } from '../panels/people/chat-of.ts';
import type { PersonRef } from '../panels/people/someone.ts';
import type { Stage, Step } from './step.ts';

const fromBot = async (person: PersonRef) => (await chatOf(person)).filter(({ from }) => from === 'bot');

/** Writes into the chat; done when the bot has answered. */
export const says = (text: string, words: Step['words']): Step => ({
  words,
  prepare: async ({ person, notes }) => {
    notes.set('answers', String((await fromBot(person)).length));
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

const lastAppKey = () =>
  [...document.querySelectorAll<HTMLButtonElement>('.desk-phone .key[data-opens="app"]')].at(-1);

/** Presses that button on the phone that lies on the desk, once it is seen there. */
const pressAppButton = ({ person, finger, signal }: Stage): Promise<void> =>
  finger.press(
    async () => {
      const text = await newestAppButton(person);
      const key = lastAppKey();
      return key && text !== undefined && key.textContent?.includes(text) ? key : null;
    },
    '/start',
    signal,
  );

/** Opens the mini app; done when it has signed in, for the first time or again. */
export const opensApp = (words: Step['words']): Step => ({
  words,
  act: pressAppButton,
  isDone: ({ hasHappened }, sinceMs) =>
    hasHappened(
      [
        'user.registered.v1',
        'session.opened.v1',
        'POST /v1/sessions/telegram',
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
    await pressAppButton(stage);
  },
  isDone: ({ hasHappened }, sinceMs) => hasHappened(['welcome → telegram'], sinceMs),
});

/** Waits for something on the timeline. */
export const waitsFor = (words: Step['words'], ...names: readonly string[]): Step => ({
  words,
  isDone: ({ hasHappened }, sinceMs) => hasHappened(names, sinceMs),
});
