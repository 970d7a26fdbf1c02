import type { Logger } from '@atlas/shared/process';
import { type Locale, locales } from '@atlas/shared/wire';
import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { commandDescription, commandNames, type Localise, plain } from '../dialogue/index.ts';
import { createKeepTrying, type KeptTrying } from '../keep-trying.ts';
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

export type Registration = KeptTrying & {
  /** The bot's own, without `@`; empty until Telegram told it. */
  username(): string;
};

/** Tells Telegram who we are: where updates go, commands in each language, the menu button. Never fails; tries again. */
export const createRegistration = ({
  telegram,
  localise,
  logger,
  miniappUrl,
  webhook,
}: Deps): Registration => {
  let username = '';

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

  const trying = createKeepTrying({
    what: `registered with Telegram for ${webhook ? 'its webhook' : 'polling'}`,
    attempt: register,
    askedSeconds: (error) => {
      const failure = failureOf(error);
      return failure.is === 'later' ? failure.afterSeconds : 0;
    },
    logger,
  });
  return { ...trying, username: () => username };
};
