import { control } from '../control/control-client.ts';
import type { Stage, Step } from './step.ts';

const fromBot = async (personId: number) =>
  (await control.messages(personId)).filter(({ from }) => from === 'bot');

/** Writes into the chat; done when the bot has answered. */
export const says = (text: string, words: Step['words']): Step => ({
  words,
  act: async ({ personId, notes }) => {
    notes.set('answers', String((await fromBot(personId)).length));
    await control.say(personId, text);
  },
  isDone: async ({ personId, notes }) => (await fromBot(personId)).length > Number(notes.get('answers')),
});

/** What the newest button of the chat that opens the mini app says. */
const newestAppButton = async (personId: number): Promise<string | undefined> =>
  (await fromBot(personId))
    .flatMap(({ replyMarkup }) => replyMarkup?.inline_keyboard.flat() ?? [])
    .findLast(({ web_app: app }) => app)?.text;

/** Presses that button on the phone that lies on the desk, once it is seen there. */
const pressAppButton = async ({ personId, signal }: Stage): Promise<void> => {
  for (let tries = 0; tries < 60; tries += 1) {
    signal.throwIfAborted();
    const text = await newestAppButton(personId);
    const key = [...document.querySelectorAll<HTMLButtonElement>('.desk-phone .key[data-opens="app"]')].at(
      -1,
    );
    if (key && text !== undefined && key.textContent?.includes(text)) return key.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('There is no button that opens the app.');
};

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

/** Somebody whom the bot has never written to signs up first; for everybody else there is nothing to do. */
export const becomesCustomer = (words: Step['words']): Step => ({
  words,
  act: async (stage) => {
    const { personId, notes } = stage;
    const isNew = (await fromBot(personId)).length === 0;
    notes.set('isNew', String(isNew));
    if (!isNew) return;
    await control.say(personId, '/start');
    await pressAppButton(stage);
  },
  isDone: ({ hasHappened, notes }, sinceMs) =>
    notes.get('isNew') === 'false' || hasHappened(['user.registered.v1', 'session.opened.v1'], sinceMs),
});

/** Waits for something on the timeline. */
export const waitsFor = (words: Step['words'], ...names: readonly string[]): Step => ({
  words,
  isDone: ({ hasHappened }, sinceMs) => hasHappened(names, sinceMs),
});
