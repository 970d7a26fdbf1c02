import type { locales } from '@atlas/shared/wire';
import { openApp, openAppAt, proposeLanguage, sayHelp, saySorry } from './replies.ts';
import { appScreens, type Turn } from './reply.ts';
import { sessionList } from './session-replies.ts';
import type { TextKey } from './texts/index.ts';

/** The charset and length that messengers give a deep link's payload. It is shown and nothing else follows from it. */
const linkForm = /^[A-Za-z0-9_-]{1,64}$/;

const start = (argument: string): Turn => ({
  reply: ({ name, account }) => {
    const isKnown = typeof account === 'object';
    const link = linkForm.test(argument)
      ? [{ paragraph: { key: 'start.link', values: { link: argument } } } as const]
      : [];
    return {
      blocks: [
        { paragraph: { key: isKnown ? 'start.welcomeBack' : 'start.hello', values: { name } } },
        ...(isKnown ? [] : [{ paragraph: { key: 'start.pitch' } } as const]),
        ...link,
        { paragraph: { key: isKnown ? 'start.goOn' : 'start.begin' } },
      ],
      buttons: [[openApp]],
      setsUpMenu: true,
    };
  },
});

/** At its home, or at the screen that a notice was about. */
const app = (argument: string): Turn => {
  const screen = appScreens.find((known) => known === argument) ?? true;
  return {
    reply: () => ({
      blocks: [{ paragraph: { key: 'app.invite' } }],
      buttons: [[openAppAt(screen)]],
    }),
  };
};

const languageNames = { en: 'English', ru: 'Русский', zh: '中文' } as const satisfies Record<
  (typeof locales)[number],
  string
>;

const profile = (): Turn => ({
  needsAccount: true,
  reply: ({ account, name }) => {
    if (typeof account !== 'object') return saySorry;
    const language = languageNames[account.locale];
    return {
      blocks: [
        { paragraph: { key: 'profile.title' } },
        {
          list: [
            { key: 'profile.name', values: { name } },
            { key: 'profile.language', values: { language } },
            { key: 'profile.since', values: { since: new Date(account.createdAt) } },
          ],
        },
      ],
      buttons: [[openApp]],
    };
  },
});

const sessions = (): Turn => ({
  action: { do: 'list_sessions' },
  needsAccount: true,
  reply: (_context, outcome) => sessionList(outcome),
});

/** The app goes before: a chat is a poor place for a password, and where it has to be one, that is said first. */
const link = (): Turn => ({
  needsAccount: true,
  reply: ({ canDelete }) => ({
    blocks: [
      { paragraph: { key: 'link.invite' } },
      { paragraph: { key: 'link.saferInApp' } },
      { paragraph: { key: canDelete ? 'link.hereDeletes' : 'link.hereKeeps' } },
    ],
    buttons: [
      [{ label: { key: 'label.link' }, openApp: 'link' }],
      [{ label: { key: 'label.here' }, callback: 'do:link' }],
    ],
  }),
});

/** What a person says yes to by the button below it. */
const register = (): Turn => ({
  reply: ({ account }) =>
    typeof account === 'object'
      ? { blocks: [{ paragraph: { key: 'register.already' } }], buttons: [[openApp]] }
      : {
          blocks: [{ paragraph: { key: 'register.consent' } }],
          buttons: [[{ label: { key: 'label.register' }, callback: 'do:register' }]],
        },
});

/** Where something is going on it is stopped before this is said. */
const cancel = (): Turn => ({
  reply: () => ({ blocks: [{ paragraph: { key: 'flow.nothing' } }], buttons: [] }),
});

const security = (): Turn => ({
  needsAccount: true,
  reply: () => ({
    blocks: [{ paragraph: { key: 'security.title' } }, { paragraph: { key: 'security.invite' } }],
    buttons: [
      [{ label: { key: 'label.security' }, openApp: 'security' }],
      [
        { label: { key: 'label.here' }, callback: 'do:security' },
        { label: { key: 'label.devices' }, callback: 'sessions' },
      ],
    ],
  }),
});

const language = (): Turn => ({ needsAccount: true, reply: () => proposeLanguage });

const help = (): Turn => ({ reply: () => sayHelp('help.title') });

/** What a person can ask for by name, in the order it is shown. */
export const commands = {
  start,
  app,
  profile,
  sessions,
  link,
  security,
  language,
  register,
  cancel,
  help,
} as const satisfies Record<string, (argument: string) => Turn>;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as CommandName[];

/** The line that a messenger shows beside a command. */
export const commandDescription = (name: CommandName): TextKey => `command.${name}`;
