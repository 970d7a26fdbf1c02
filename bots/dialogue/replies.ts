import type { AppScreen, Reply, ReplyButton } from './reply.ts';

export const openAppAt = (screen: true | AppScreen): ReplyButton => ({
  label: { key: 'label.openApp' },
  openApp: screen,
});
export const openApp: ReplyButton = openAppAt(true);

export const saySorry: Reply = {
  blocks: [{ paragraph: { key: 'unavailable' } }],
  buttons: [],
  notice: { key: 'unavailable' },
};

/** The code of a browser that waits no longer. */
export const loginIsOver: Reply = { blocks: [{ paragraph: { key: 'login.over' } }], buttons: [] };

/** Their number or phone changed: the app asks for the proof that it is they. */
export const askWhoItIs: Reply = {
  blocks: [{ paragraph: { key: 'account.suspended' } }],
  buttons: [[openApp]],
  notice: { key: 'account.suspended' },
};
export const inviteToRegister: Reply = {
  blocks: [{ paragraph: { key: 'account.none' } }],
  buttons: [[openApp]],
  notice: { key: 'account.none' },
};

/** A button of an older message, or one nobody of ours made: the message stays as it is. */
export const buttonIsGone: Reply = { blocks: [], buttons: [], notice: { key: 'button.gone' } };

export const buttonIsForeign: Reply = { blocks: [], buttons: [], notice: { key: 'button.foreign' } };

/** @param url where the bot can be written to in private. */
export const groupsArePublic = (url: string): Reply => ({
  blocks: [{ paragraph: { key: 'group.private' } }],
  buttons: [[{ label: { key: 'label.writeToMe' }, url }]],
});

export const proposeLanguage: Reply = {
  blocks: [{ paragraph: { key: 'language.ask' } }],
  buttons: [
    [
      { label: { key: 'label.english' }, callback: 'language:en' },
      { label: { key: 'label.russian' }, callback: 'language:ru' },
      { label: { key: 'label.chinese' }, callback: 'language:zh' },
    ],
  ],
};

const abilities = [
  'help.start',
  'help.app',
  'help.profile',
  'help.sessions',
  'help.link',
  'help.security',
  'help.language',
  'help.register',
  'help.cancel',
  'help.help',
] as const;

export const sayHelp = (opening: 'help.title' | 'unknown.sorry'): Reply => ({
  blocks: [
    ...(opening === 'help.title' ? [] : [{ paragraph: { key: opening } } as const]),
    { paragraph: { key: 'help.title' } },
    { list: abilities.map((key) => ({ key })) },
  ],
  buttons: [[openApp]],
});
