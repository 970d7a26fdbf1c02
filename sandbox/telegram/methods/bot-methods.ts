import type { BotCommand, MenuButton } from '@grammyjs/types';
import type { ProfileText } from '../bot-profile.ts';
import { badRequest } from '../calls/bot-api-error.ts';
import type { Call, Method } from '../calls/call.ts';
import type { CallArguments } from '../calls/call-arguments.ts';
import {
  FieldError,
  isObject,
  requiredInteger,
  requiredObject,
  requiredText,
  withPrefix,
} from '../calls/json-fields.ts';
import { findChat } from '../chats.ts';
import { toApiBot } from '../messages.ts';
import { checkLink, LinkError } from '../text/links.ts';
import type { World } from '../world.ts';

const maxCommands = 100;

const readLanguage = (args: CallArguments): string => {
  const code = args.text('language_code');
  if (code !== '' && !/^[a-z]{2}$/.test(code)) throw badRequest('Invalid language code specified');
  return code;
};

const parseCommand = (value: unknown): BotCommand => {
  if (!isObject(value)) throw new FieldError('expected an Object');
  return { command: requiredText(value, 'command'), description: requiredText(value, 'description') };
};

const checkCommand = ({ command, description }: BotCommand): BotCommand => {
  const name = command.trim().replace(/^\//, '');
  const words = description.trim();
  if (name === '') throw badRequest('Command must be non-empty');
  if ([...name].length > 32) throw badRequest('Command length must not exceed 32');
  if (words === '') throw badRequest('Command description must be non-empty');
  if ([...words].length > 256) throw badRequest('Command description length must not exceed 256');
  if (!/^[a-z0-9_]+$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  return { command: name, description: words };
};

const readCommands = (args: CallArguments): BotCommand[] => {
  const list = args.json('commands', "Can't parse commands JSON object");
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw badRequest('Expected an Array of BotCommand');
  const commands = withPrefix("Can't parse BotCommand: ", () => list.map(parseCommand));
  if (commands.length > maxCommands) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return commands;
};

/** The key that a scope's commands are kept under. */
const readScope = (world: World, args: CallArguments): string => {
  const scope = args.json('scope', "Can't parse BotCommandScope JSON object");
  if (scope === undefined) return 'default';
  const { type, chatId, userId } = withPrefix("Can't parse BotCommandScope: ", () => {
    if (!isObject(scope)) throw new FieldError('BotCommandScope must be an Object');
    const kind = requiredText(scope, 'type');
    if (['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'].includes(kind))
      return { type: kind };
    if (!['chat', 'chat_administrators', 'chat_member'].includes(kind))
      throw new FieldError('Unsupported type specified');
    const chat = requiredText(scope, 'chat_id');
    if (chat === '') throw new FieldError('Empty chat_id specified');
    const user = kind === 'chat_member' ? requiredInteger(scope, 'user_id') : undefined;
    if (user !== undefined && user <= 0) throw new FieldError('Invalid user_id specified');
    return { type: kind, chatId: chat, userId: user };
  });
  if (chatId === undefined) return type;
  if (!/^\d{1,16}$/.test(chatId) || !world.people.find(Number(chatId))) throw badRequest('chat not found');
  if (type !== 'chat')
    throw badRequest("can't change commands of the private chat's administrators or members");
  return `${type}:${chatId}${userId === undefined ? '' : `:${userId}`}`;
};

const readMenuButton = ({ args }: Call): MenuButton => {
  const value = args.json('menu_button', "Can't parse menu button JSON object");
  if (value === undefined) return { type: 'default' };
  const button = withPrefix("Can't parse menu button: ", (): MenuButton => {
    if (!isObject(value)) throw new FieldError('MenuButton must be an Object');
    const type = requiredText(value, 'type');
    if (type === 'default' || type === 'commands') return { type };
    if (type !== 'web_app') throw new FieldError('MenuButton has unsupported type');
    const text = requiredText(value, 'text');
    return { type, text, web_app: { url: requiredText(requiredObject(value, 'web_app'), 'url') } };
  });
  if (button.type !== 'web_app') return button;
  if (button.text === '') throw badRequest('Menu button text must be non-empty');
  try {
    return {
      ...button,
      web_app: { url: checkLink(button.web_app.url, { webOnly: true, secureOnly: true }) },
    };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    throw badRequest(`Menu button Web App URL '${button.web_app.url}' is invalid: ${error.message}`);
  }
};

const textMethods = (
  world: World,
  name: string,
  kind: ProfileText,
  maxLength: number,
): Record<string, Method> => ({
  [`getMy${name}`]: ({ args }) => {
    const language = readLanguage(args);
    const fallback = kind === 'name' ? world.bot.firstName : '';
    return {
      result: { [kind]: world.profile.text(kind, language) || world.profile.text(kind, '') || fallback },
    };
  },
  [`setMy${name}`]: ({ args }) => {
    const language = readLanguage(args);
    const text = args.text(kind).trim();
    if ([...text].length > maxLength) throw badRequest(`BOT_${kind === 'name' ? 'TITLE' : 'ABOUT'}_INVALID`);
    world.profile.setText(kind, language, text);
    world.publishState();
    return { result: true };
  },
});

/** What the bot says about itself, and what people see around the chat: texts, commands, menu button. */
export const createBotMethods = ({ world }: { world: World }): Record<string, Method> => {
  const { bot, profile } = world;
  const menuChat = ({ args }: Call) => (args.text('chat_id') === '' ? 'default' : findChat(world, args).id);
  return {
    getMe: () => ({
      result: {
        ...toApiBot(bot),
        first_name: profile.text('name', '') || bot.firstName,
        can_join_groups: true,
        can_read_all_group_messages: false,
        supports_inline_queries: false,
        supports_guest_queries: false,
        can_connect_to_business: false,
        has_main_web_app: true,
        has_topics_enabled: false,
        allows_users_to_create_topics: false,
        can_manage_bots: false,
      },
    }),
    setMyCommands: ({ args }) => {
      const commands = readCommands(args);
      const scope = readScope(world, args);
      const language = readLanguage(args);
      if (commands.length === 0) profile.removeCommands(scope, language);
      else profile.setCommands(scope, language, commands.map(checkCommand));
      world.publishState();
      return { result: true };
    },
    getMyCommands: ({ args }) => {
      const scope = readScope(world, args);
      return { result: profile.commands(scope, readLanguage(args)) ?? [] };
    },
    deleteMyCommands: ({ args }) => {
      const scope = readScope(world, args);
      profile.removeCommands(scope, readLanguage(args));
      world.publishState();
      return { result: true };
    },
    setChatMenuButton: (call) => {
      const button = readMenuButton(call);
      const chat = menuChat(call);
      profile.setMenuButton(chat, button);
      world.publishState(chat === 'default' ? undefined : chat);
      return { result: true };
    },
    getChatMenuButton: (call) => {
      const chat = menuChat(call);
      // Without one of its own, a chat has the bot's; the bot without one has the app's.
      return {
        result:
          chat === 'default'
            ? (profile.menuButton('default') ?? { type: 'default' })
            : profile.menuButtonShownTo(chat),
      };
    },
    ...textMethods(world, 'Name', 'name', 64),
    ...textMethods(world, 'Description', 'description', 512),
    ...textMethods(world, 'ShortDescription', 'short_description', 120),
  };
};
