import type { BotCommand, MenuButton } from '@grammyjs/types';
import type { Storage } from '../storage/storage.ts';
import type { PersonRow } from './people.ts';

/** Texts of the bot's profile, each per language. */
export type ProfileText = 'name' | 'description' | 'short_description';

export type BotProfile = ReturnType<typeof createBotProfile>;

/** Two letters of a client's tag: `zh` of `zh-hans`. Commands and texts are kept by these. */
const languageOf = (tag: string | null | undefined): string => tag?.toLowerCase().split(/[-_]/)[0] ?? '';

/** Everything about the bot that its owner sets through the Bot API and people see around the chat. */
export const createBotProfile = ({ storage }: { storage: Storage }) => {
  const commands = (scope: string, languageCode: string): BotCommand[] | undefined => {
    const row = storage.get<{ commands: string }>(
      'select commands from command_list where scope = ? and language_code = ?',
      scope,
      languageCode,
    );
    return row && (JSON.parse(row.commands) as BotCommand[]);
  };
  const text = (kind: ProfileText, languageCode: string) =>
    storage.setting<string>(`${kind}:${languageCode}`) ?? '';
  const menuButton = (chatId: number | 'default') => storage.setting<MenuButton>(`menu_button:${chatId}`);

  return {
    /** Exactly the list that was set for this scope and language. */
    commands,
    setCommands: (scope: string, languageCode: string, list: readonly BotCommand[]) =>
      void storage.run(
        'insert or replace into command_list values (?, ?, ?)',
        scope,
        languageCode,
        JSON.stringify(list),
      ),
    removeCommands: (scope: string, languageCode: string) =>
      void storage.run('delete from command_list where scope = ? and language_code = ?', scope, languageCode),
    /** The narrowest scope wins, and within a scope the person's language. [Bot API, "Determining list of commands"] */
    commandsShownTo: ({ id, language_code }: PersonRow): BotCommand[] => {
      for (const scope of [`chat:${id}`, 'all_private_chats', 'default']) {
        for (const language of [languageOf(language_code), '']) {
          const list = commands(scope, language);
          if (list) return list;
        }
      }
      return [];
    },
    text,
    setText: (kind: ProfileText, languageCode: string, value: string) =>
      value
        ? storage.setSetting(`${kind}:${languageCode}`, value)
        : storage.removeSetting(`${kind}:${languageCode}`),
    /** Empty when the bot has no name of its own in that language, nor a general one. */
    name: (tag: string | null) => text('name', languageOf(tag)) || text('name', ''),
    menuButton,
    setMenuButton: (chatId: number | 'default', button: MenuButton) =>
      button.type === 'default'
        ? storage.removeSetting(`menu_button:${chatId}`)
        : storage.setSetting(`menu_button:${chatId}`, button),
    menuButtonShownTo: (chatId: number): MenuButton =>
      menuButton(chatId) ?? menuButton('default') ?? { type: 'default' },
  };
};
