import type { ChatMessage, ChatState } from '../wire.ts';
import type { BotIdentity } from './bot-identity.ts';
import type { BotProfile } from './bot-profile.ts';
import type { StoredMessage } from './messages.ts';
import type { PersonRow } from './people.ts';
import { toHtml } from './text/to-html.ts';

/** Where the page fetches a file of the chat. */
export const fileAddress = (uniqueId: string): string => `/sandbox/control/telegram/files/${uniqueId}`;

/** A message as the person sees it; service messages (a permission given) are not shown. */
export const toChatMessage = ({ id, sender, date, editDate, content }: StoredMessage): ChatMessage => {
  const { text, entities, caption, caption_entities, photo, document, contact, reply_markup } = content;
  const words = text ?? caption;
  const largest = photo?.at(-1);
  return {
    messageId: id,
    from: sender,
    ...(text !== undefined ? { text } : {}),
    ...(words !== undefined ? { html: toHtml(words, text !== undefined ? entities : caption_entities) } : {}),
    ...(caption !== undefined ? { caption } : {}),
    ...(largest ? { photo: fileAddress(largest.file_unique_id) } : {}),
    ...(document
      ? {
          document: {
            fileName: document.file_name ?? 'file',
            sizeBytes: document.file_size ?? 0,
            url: fileAddress(document.file_unique_id),
          },
        }
      : {}),
    ...(contact ? { contact: { phoneNumber: contact.phone_number, firstName: contact.first_name } } : {}),
    ...(reply_markup ? { replyMarkup: reply_markup as NonNullable<ChatMessage['replyMarkup']> } : {}),
    ...(content.has_protected_content ? { protectContent: true } : {}),
    date,
    ...(editDate ? { editDate } : {}),
  };
};

export const isShown = ({ content }: StoredMessage): boolean => content.write_access_allowed === undefined;

/** What surrounds the messages: menu button, commands in the person's language, whether they blocked the bot. */
export const toChatState = (
  person: PersonRow,
  { bot, profile }: { bot: BotIdentity; profile: BotProfile },
): ChatState => {
  const button = profile.menuButtonShownTo(person.id);
  return {
    menuButton:
      button.type === 'web_app'
        ? { type: 'web_app', text: button.text, webApp: { url: button.web_app.url } }
        : { type: button.type },
    commands: profile.commandsShownTo(person),
    blocked: Boolean(person.blocked),
    bot: {
      id: bot.id,
      firstName: profile.name(person.language_code) || bot.firstName,
      username: bot.username,
    },
  };
};
