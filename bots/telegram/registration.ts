import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@atlas/shared/process';
import { type Locale, locales } from '@atlas/shared/wire';
import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { commandDescription, commandNames, type Localise, plain } from '../dialogue/index.ts';
import { failureOf } from './failures.ts';
import { allowedUpdates } from './parse-update.ts';

type Deps = {
  telegram: Api;
  localise: Localise;
  logger: Logger;
  miniappUrl: string;
  /** Where Telegram delivers; null for long polling. */
  webhook: { url: string; secret: string } | null;
};

export type Registration = {
  /** Begins, and keeps trying until it is done or stopped. */
  start(): void;
  stop(): Promise<void>;
  /** Rejects until Telegram knows us. */
  check(): Promise<void>;
  /** The bot's own, without `@`; empty until Telegram told it. */
  username(): string;
  /** Resolves when it is done; never when it is stopped before. */
  done: Promise<void>;
};

const firstRetryMs = 1000;
const longestRetryMs = 60_000;

/** Tells Telegram who we are: where updates go, commands in each language, the menu button. Never fails; tries again. */
export const createRegistration = ({
  telegram,
  localise,
  logger,
  miniappUrl,
  webhook,
}: Deps): Registration => {
  const stopping = new AbortController();
  const done = Promise.withResolvers<void>();
  let username = '';
  let isDone = false;
  let running: Promise<void> | undefined;

  const commandsIn = (locale: Locale): BotCommand[] =>
    commandNames.map((command) => ({
      command,
      description: plain(localise(locale, { key: commandDescription(command) })),
    }));

  const register = async (): Promise<void> => {
    ({ username } = await telegram.getMe());
    if (webhook) {
      await telegram.setWebhook(webhook.url, {
        secret_token: webhook.secret,
        allowed_updates: allowedUpdates,
      });
    } else {
      await telegram.deleteWebhook();
    }
    const scope = { type: 'all_private_chats' } as const;
    await telegram.setMyCommands(commandsIn('en'), { scope });
    for (const locale of locales.filter((other) => other !== 'en')) {
      await telegram.setMyCommands(commandsIn(locale), { scope, language_code: locale });
    }
    const text = plain(localise('en', { key: 'label.openApp' }));
    await telegram.setChatMenuButton({
      menu_button: { type: 'web_app', text, web_app: { url: miniappUrl } },
    });
  };

  const run = async (): Promise<void> => {
    for (
      let retryMs = firstRetryMs;
      !stopping.signal.aborted;
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    ) {
      try {
        await register();
        isDone = true;
        done.resolve();
        return logger.info({ updates: webhook ? 'webhook' : 'polling' }, 'registered with Telegram');
      } catch (error) {
        const failure = failureOf(error);
        const askedMs = failure.is === 'later' ? failure.afterSeconds * 1000 : 0;
        logger.warn({ error, retryMs: Math.max(retryMs, askedMs) }, 'not registered with Telegram');
        await pause(Math.max(retryMs, askedMs), undefined, { signal: stopping.signal, ref: false }).catch(
          () => {},
        );
      }
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    check: async () => {
      if (!isDone) throw new Error('not registered with Telegram');
    },
    username: () => username,
    done: done.promise,
  };
};
