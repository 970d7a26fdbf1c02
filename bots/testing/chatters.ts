import type { Locale, Messenger } from '@atlas/shared/wire';
import { expect } from 'vitest';
import type { ChatMessage, WhatsappMessage } from '../../sandbox/wire.ts';
import type { TestBots } from './start-bots.ts';

/** An answer of the bot's, whichever messenger shows it. */
export type Shown = { text: string; buttons: { label: string; data: string }[] };

/** A person who does everything by writing and pressing. */
export type Chatter = {
  messenger: Messenger;
  /** What the bot speaks with them. */
  locale: Locale;
  subject: string;
  appScope: string;
  /** Resolves with the answer. */
  write(text: string): Promise<Shown>;
  /** Presses the button with this label of the newest answer. */
  press(label: string): Promise<Shown>;
  last(): Promise<Shown>;
};

const dataOf = ({ buttons }: Shown, label: string): string => {
  const found = buttons.find((button) => button.label === label);
  if (!found) throw new Error(`no button ${label} among ${buttons.map((button) => button.label).join(', ')}`);
  return found.data;
};

const telegramShown = ({ text = '', replyMarkup }: ChatMessage): Shown => ({
  text,
  buttons: (replyMarkup?.inline_keyboard ?? [])
    .flat()
    .flatMap(({ text: label, callback_data: data }) => (data ? [{ label, data }] : [])),
});

export const inTelegram = (bots: TestBots, person: TestBots['anna']): Chatter => {
  const newest = async () => {
    const message = (await person.answers()).at(-1);
    if (!message) throw new Error('the bot has not answered');
    return message;
  };
  const last = async () => telegramShown(await newest());
  return {
    messenger: 'telegram',
    locale: 'en',
    subject: String(person.id),
    appScope: bots.sandbox.telegram.botToken.split(':')[0] as string,
    last,
    write: async (text) => {
      const before = (await person.answers()).at(-1)?.messageId ?? 0;
      await person.write(text);
      await expect
        .poll(async () => (await person.answers()).at(-1)?.messageId ?? 0, { timeout: 10_000, interval: 15 })
        .toBeGreaterThan(before);
      return last();
    },
    press: async (label) => {
      const message = await newest();
      await person.press(message.messageId, dataOf(telegramShown(message), label));
      await expect
        .poll(async () => (await newest()).text, { timeout: 10_000, interval: 15 })
        .not.toBe(message.text);
      return last();
    },
  };
};

/** A list where there are many, and links beside: what a person may press is all of it. */
const whatsappShown = (messages: readonly WhatsappMessage[]): Shown => ({
  text: messages.map(({ text = '' }) => text).join('\n\n'),
  buttons: messages.flatMap(({ buttons = [], list }) =>
    [...buttons, ...(list?.rows ?? [])].map(({ id, title }) => ({ label: title, data: id })),
  ),
});

export const inWhatsapp = (bots: TestBots, person: ReturnType<TestBots['whatsappPerson']>): Chatter => {
  let shown: WhatsappMessage[] = [];
  const isAnswered = async (): Promise<boolean> => {
    const updates = await bots.whatsappUpdates();
    return updates.every(({ state }) => state === 'handled');
  };
  const after = async (act: () => Promise<unknown>): Promise<Shown> => {
    const before = (await person.answers()).length;
    await act();
    await expect
      .poll(async () => (await person.answers()).length > before && (await isAnswered()), {
        timeout: 10_000,
        interval: 15,
      })
      .toBe(true);
    shown = (await person.answers()).slice(before);
    return whatsappShown(shown);
  };
  return {
    messenger: 'whatsapp',
    locale: 'en',
    subject: person.id,
    appScope: bots.sandbox.whatsapp.businessId,
    last: async () => whatsappShown(shown),
    write: (text) => after(() => person.write(text)),
    press: (label) => {
      const data = dataOf(whatsappShown(shown), label);
      const message = shown.find(({ buttons = [], list }) =>
        [...buttons, ...(list?.rows ?? [])].some(({ id }) => id === data),
      );
      return after(() => person.press(message?.messageId ?? '', data));
    },
  };
};

/** Choices have numbers, which are typed. */
export const inWechat = (bots: TestBots, person: ReturnType<TestBots['wechatPerson']>): Chatter => {
  const last = async (): Promise<Shown> => {
    const { text = '' } = (await person.answers()).at(-1) ?? {};
    // Before they have an account it is said in two languages: theirs goes first.
    const buttons = [...text.matchAll(/【(\d+)】(.+?)(?: \/ .+)?$/gm)].map(([, data = '', label = '']) => ({
      label,
      data,
    }));
    return { text, buttons };
  };
  const write = async (text: string): Promise<Shown> => {
    const before = (await person.answers()).length;
    await person.write(text);
    await expect
      .poll(async () => (await person.answers()).length, { timeout: 10_000, interval: 15 })
      .toBe(before + 1);
    return last();
  };
  return {
    messenger: 'wechat',
    locale: 'zh',
    subject: person.id,
    appScope: bots.wechat.appId,
    last,
    write,
    press: async (label) => write(dataOf(await last(), label)),
  };
};
