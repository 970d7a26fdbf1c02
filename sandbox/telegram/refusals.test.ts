import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Envelope, startSandbox, type TestSandbox } from '../testing/start-sandbox.ts';

let sandbox: TestSandbox;
let chat_id: number;
let theirs: number;
let bots: number;
let picture: number;

const png = (width: number, height: number) => {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32BE(0x89504e47, 0);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};

const upload = async (method: string, field: string, bytes: Buffer, fields: Record<string, string> = {}) => {
  const form = new FormData();
  form.append('chat_id', String(chat_id));
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append(field, new Blob([new Uint8Array(bytes)]), 'file.bin');
  const url = `${sandbox.apiRoot}/bot${sandbox.botToken}/${method}`;
  const response = await fetch(url, { method: 'POST', body: form });
  return (await response.json()) as Envelope;
};

beforeAll(async () => {
  sandbox = await startSandbox();
  chat_id = (await sandbox.join()).id;
  theirs = (await sandbox.write(chat_id, 'hello')).messageId;
  bots = (await sandbox.call('sendMessage', { chat_id, text: 'mine' })).result.message_id;
  picture = (await upload('sendPhoto', 'photo', png(10, 10))).result.message_id;
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const inline = (button: object) => ({ inline_keyboard: [[button]] });

/** Method, arguments that depend on the chat, and what Telegram says to them. */
const refusals: [string, string, () => object, string][] = [
  ['no chat', 'sendMessage', () => ({ text: 'x' }), 'Bad Request: chat_id is empty'],
  ['an unknown chat', 'sendMessage', () => ({ chat_id: 5, text: 'x' }), 'Bad Request: chat not found'],
  [
    'a person by username',
    'sendMessage',
    () => ({ chat_id: '@anna_runs', text: 'x' }),
    'Bad Request: chat not found',
  ],
  ['no text', 'sendMessage', () => ({ chat_id }), 'Bad Request: message text is empty'],
  ['blank text', 'sendMessage', () => ({ chat_id, text: ' \n ' }), 'Bad Request: text must be non-empty'],
  [
    'text of nothing but markup',
    'sendMessage',
    () => ({ chat_id, text: '<b></b>', parse_mode: 'HTML' }),
    'Bad Request: text must be non-empty',
  ],
  [
    '4097 characters',
    'sendMessage',
    () => ({ chat_id, text: 'я'.repeat(4097) }),
    'Bad Request: message is too long',
  ],
  [
    'more than 32 KB',
    'sendMessage',
    () => ({ chat_id, text: 'x'.repeat(32_769) }),
    'Bad Request: text is too long',
  ],
  [
    'an unknown parse mode',
    'sendMessage',
    () => ({ chat_id, text: 'x', parse_mode: 'BBCode' }),
    'Bad Request: unsupported parse_mode',
  ],
  [
    'broken HTML',
    'sendMessage',
    () => ({ chat_id, text: 'a <b>b', parse_mode: 'HTML' }),
    `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
  ],
  [
    'broken MarkdownV2',
    'sendMessage',
    () => ({ chat_id, text: 'a.', parse_mode: 'MarkdownV2' }),
    "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
  ],
  [
    'an entity of no known type',
    'sendMessage',
    () => ({ chat_id, text: 'x', entities: [{ type: 'loud', offset: 0, length: 1 }] }),
    "Bad Request: can't parse MessageEntity: Unsupported type specified",
  ],
  [
    'an entity without place',
    'sendMessage',
    () => ({ chat_id, text: 'x', entities: [{ type: 'bold' }] }),
    `Bad Request: can't parse MessageEntity: Can't find field "offset"`,
  ],
  [
    'a reply to nothing',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_parameters: { message_id: 9999 } }),
    'Bad Request: message to be replied not found',
  ],
  [
    'markup that is no JSON',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: '{' }),
    "Bad Request: can't parse reply keyboard markup JSON object",
  ],
  [
    'markup that is null',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: null }),
    'Bad Request: object expected as reply markup',
  ],
  [
    'a keyboard of one row',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: { inline_keyboard: [{ text: 'a' }] } }),
    'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
  ],
  [
    'a button without text',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: inline({ url: 'https://t.me' }) }),
    `Bad Request: can't parse inline keyboard button: Can't find field "text"`,
  ],
  [
    'a button that does nothing',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: inline({ text: 'a' }) }),
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    '65 bytes of callback data',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: inline({ text: 'a', callback_data: 'ж'.repeat(33) }) }),
    'Bad Request: BUTTON_DATA_INVALID',
  ],
  [
    '257 characters to copy',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: inline({ text: 'a', copy_text: { text: 'x'.repeat(257) } }) }),
    'Bad Request: BUTTON_COPY_TEXT_INVALID',
  ],
  [
    'a link without a dot',
    'sendMessage',
    () => ({ chat_id, text: 'x', reply_markup: inline({ text: 'a', url: 'intranet' }) }),
    "Bad Request: inline keyboard button URL 'intranet' is invalid: Wrong HTTP URL",
  ],
  [
    'a mini app over plain http',
    'sendMessage',
    () => ({
      chat_id,
      text: 'x',
      reply_markup: inline({ text: 'a', web_app: { url: 'http://shop.example/' } }),
    }),
    "Bad Request: inline keyboard button Web App URL 'http://shop.example/' is invalid: Only HTTPS links are allowed",
  ],
  ['no photo', 'sendPhoto', () => ({ chat_id }), 'Bad Request: there is no photo in the request'],
  [
    'a photo id that is none',
    'sendPhoto',
    () => ({ chat_id, photo: 'nonsense' }),
    'Bad Request: wrong file identifier/HTTP URL specified',
  ],
  [
    'a photo address that fails',
    'sendPhoto',
    () => ({ chat_id, photo: 'http://127.0.0.1:9/x.png' }),
    'Bad Request: failed to get HTTP URL content',
  ],
  ['no document', 'sendDocument', () => ({ chat_id }), 'Bad Request: there is no document in the request'],
  [
    'an unknown action',
    'sendChatAction',
    () => ({ chat_id, action: 'dance' }),
    'Bad Request: wrong parameter action in request',
  ],
  [
    'an edit of nothing',
    'editMessageText',
    () => ({ chat_id, message_id: 9999, text: 'x' }),
    'Bad Request: message to edit not found',
  ],
  [
    'an edit of what a person wrote',
    'editMessageText',
    () => ({ chat_id, message_id: theirs, text: 'x' }),
    "Bad Request: message can't be edited",
  ],
  [
    'an edit without text',
    'editMessageText',
    () => ({ chat_id, message_id: bots }),
    'Bad Request: message text is empty',
  ],
  [
    'an edit of nobody’s',
    'editMessageText',
    () => ({ text: 'x' }),
    'Bad Request: message identifier is not specified',
  ],
  [
    'an edit of a picture’s text',
    'editMessageText',
    () => ({ chat_id, message_id: picture, text: 'x' }),
    'Bad Request: there is no text in the message to edit',
  ],
  [
    'an edit of a text’s caption',
    'editMessageCaption',
    () => ({ chat_id, message_id: bots, caption: 'x' }),
    'Bad Request: there is no caption in the message to edit',
  ],
  [
    'an edit that changes nothing',
    'editMessageText',
    () => ({ chat_id, message_id: bots, text: 'mine' }),
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  ],
  [
    'a reply keyboard in an edit',
    'editMessageReplyMarkup',
    () => ({ chat_id, message_id: bots, reply_markup: { keyboard: [['a']] } }),
    'Bad Request: inline keyboard expected',
  ],
  [
    'a deletion of nothing',
    'deleteMessage',
    () => ({ chat_id, message_id: 9999 }),
    'Bad Request: message to delete not found',
  ],
  [
    'a deletion without id',
    'deleteMessage',
    () => ({ chat_id }),
    'Bad Request: message identifier is not specified',
  ],
  [
    'a deletion without chat',
    'deleteMessage',
    () => ({ message_id: 1 }),
    'Bad Request: chat identifier is not specified',
  ],
  [
    'an unknown callback query',
    'answerCallbackQuery',
    () => ({ callback_query_id: '77' }),
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ],
  [
    'an unknown mini app query',
    'answerWebAppQuery',
    () => ({
      web_app_query_id: 'x',
      result: { type: 'article', id: '1', title: 't', input_message_content: { message_text: 'x' } },
    }),
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ],
  [
    'no mini app result',
    'answerWebAppQuery',
    () => ({ web_app_query_id: 'x' }),
    "Bad Request: result isn't specified",
  ],
  [
    'commands that are no list',
    'setMyCommands',
    () => ({ commands: {} }),
    'Bad Request: expected an Array of BotCommand',
  ],
  [
    'a command without description',
    'setMyCommands',
    () => ({ commands: [{ command: 'a' }] }),
    `Bad Request: can't parse BotCommand: Can't find field "description"`,
  ],
  [
    'a command in capitals',
    'setMyCommands',
    () => ({ commands: [{ command: 'Start', description: 'x' }] }),
    'Bad Request: BOT_COMMAND_INVALID',
  ],
  [
    'a command of 33 characters',
    'setMyCommands',
    () => ({ commands: [{ command: 'a'.repeat(33), description: 'x' }] }),
    'Bad Request: command length must not exceed 32',
  ],
  [
    'an empty description',
    'setMyCommands',
    () => ({ commands: [{ command: 'a', description: ' ' }] }),
    'Bad Request: command description must be non-empty',
  ],
  [
    'a language of three letters',
    'setMyCommands',
    () => ({ commands: [{ command: 'a', description: 'x' }], language_code: 'rus' }),
    'Bad Request: invalid language code specified',
  ],
  [
    'an unknown scope',
    'setMyCommands',
    () => ({ commands: [{ command: 'a', description: 'x' }], scope: { type: 'galaxy' } }),
    "Bad Request: can't parse BotCommandScope: Unsupported type specified",
  ],
  [
    'a menu button over plain http',
    'setChatMenuButton',
    () => ({ menu_button: { type: 'web_app', text: 'x', web_app: { url: 'http://shop.example' } } }),
    "Bad Request: menu Button Web App URL 'http://shop.example' is invalid: Only HTTPS links are allowed".replace(
      'menu Button',
      'menu button',
    ),
  ],
  [
    'a menu button without text',
    'setChatMenuButton',
    () => ({ menu_button: { type: 'web_app', text: '', web_app: { url: 'https://shop.example' } } }),
    'Bad Request: menu button text must be non-empty',
  ],
  [
    'an unknown menu button',
    'setChatMenuButton',
    () => ({ menu_button: { type: 'lever' } }),
    "Bad Request: can't parse menu button: MenuButton has unsupported type",
  ],
  ['no file id', 'getFile', () => ({}), 'Bad Request: file_id not specified'],
  ['an unknown file id', 'getFile', () => ({ file_id: 'x' }), 'Bad Request: invalid file_id'],
  [
    'a webhook that is no address',
    'setWebhook',
    () => ({ url: 'ftp://x.example' }),
    'Bad Request: invalid webhook URL specified',
  ],
];

describe('what Telegram refuses, in Telegram’s words', () => {
  it.each(refusals)('refuses %s (%s)', async (_what, method, args, description) => {
    expect(await sandbox.call(method, args())).toEqual({ ok: false, error_code: 400, description });
  });

  it('takes exactly 4096 characters, 64 bytes of callback data and a mini app on this machine', async () => {
    const { ok, result } = await sandbox.call('sendMessage', {
      chat_id,
      text: '🏔'.repeat(4096),
      reply_markup: {
        inline_keyboard: [
          [{ text: 'a', callback_data: 'x'.repeat(64) }],
          [{ text: 'b', web_app: { url: 'http://anna.localhost:3000/miniapp/' } }],
        ],
      },
    });
    expect(ok).toBe(true);
    expect(result.reply_markup.inline_keyboard).toHaveLength(2);
  });

  it('refuses what is no picture, a giant and a thread as a photo', async () => {
    expect(await upload('sendPhoto', 'photo', Buffer.from('text'))).toMatchObject({
      description: 'Bad Request: IMAGE_PROCESS_FAILED',
    });
    expect(await upload('sendPhoto', 'photo', png(9000, 1001))).toMatchObject({
      description: 'Bad Request: PHOTO_INVALID_DIMENSIONS',
    });
    expect(await upload('sendPhoto', 'photo', png(2100, 100))).toMatchObject({
      description: 'Bad Request: PHOTO_INVALID_DIMENSIONS',
    });
  });

  it('refuses a caption of 1025 characters', async () => {
    expect(await upload('sendPhoto', 'photo', png(10, 10), { caption: 'x'.repeat(1025) })).toMatchObject({
      error_code: 400,
      description: 'Bad Request: message caption is too long',
    });
  });

  it('takes a body that can’t be read for none, and refuses what is no text', async () => {
    const post = async (body: string | Buffer, type: string) => {
      const url = `${sandbox.apiRoot}/bot${sandbox.botToken}/sendMessage`;
      const response = await fetch(url, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
        headers: { 'Content-Type': type },
      });
      return ((await response.json()) as Envelope).description;
    };
    expect(await post('{"chat_id":', 'application/json')).toBe('Bad Request: message text is empty');
    expect(await post('null', 'application/json')).toBe('Bad Request: message text is empty');
    expect(await post('x', 'multipart/form-data')).toBe('Bad Request: boundary not found');
    expect(await post(Buffer.from([0x7b, 0xff, 0x7d]), 'application/json')).toBe(
      'Bad Request: strings must be encoded in UTF-8',
    );
  });
});

describe('who may be written to', () => {
  const sendTo = (id: number) => sandbox.call('sendMessage', { chat_id: id, text: 'x' });

  it('not somebody who never wrote, until the mini app was opened from the bot', async () => {
    const { id } = await sandbox.join({}, { started: false });
    expect(await sendTo(id)).toEqual({
      ok: false,
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    await sandbox.control('POST', `/telegram/users/${id}/init-data`, {});
    expect(await sendTo(id)).toMatchObject({ ok: true });
  });

  it('not somebody who blocked the bot, until they unblock it', async () => {
    const { id } = await sandbox.join();
    await sandbox.control('POST', `/telegram/users/${id}/block`);
    expect(await sendTo(id)).toEqual({
      ok: false,
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    await sandbox.control('POST', `/telegram/users/${id}/unblock`);
    expect(await sendTo(id)).toMatchObject({ ok: true });
  });

  it('not to change or take back what is two days old', async () => {
    await using other = await startSandbox();
    const { id } = await other.join();
    const { result } = await other.call('sendMessage', { chat_id: id, text: 'x' });
    other.clock.advanceSeconds(48 * 3600 + 60);
    expect(await other.call('deleteMessage', { chat_id: id, message_id: result.message_id })).toMatchObject({
      description: "Bad Request: message can't be deleted for everyone",
    });
  });

  it('to one person about once a second after a burst, to all about thirty times', async () => {
    await using limited = await startSandbox({ floodLimits: true });
    const people = await Promise.all(Array.from({ length: 40 }, () => limited.join()));
    const [first] = people;
    const burst = await Promise.all(
      Array.from({ length: 6 }, () => limited.call('sendMessage', { chat_id: first?.id, text: 'x' })),
    );
    expect(burst.filter(({ ok }) => ok)).toHaveLength(5);
    expect(burst.find(({ ok }) => !ok)).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    limited.clock.advanceSeconds(1);
    expect(await limited.call('sendMessage', { chat_id: first?.id, text: 'x' })).toMatchObject({ ok: true });
    const all = await Promise.all(
      people.map(({ id }) => limited.call('sendMessage', { chat_id: id, text: 'x' })),
    );
    expect(all.some(({ error_code }) => error_code === 429)).toBe(true);
  });
});
