import { onTimeline, type TimelineEntry } from '@atlas/shared/trace';
import { Bot, GrammyError, InputFile } from 'grammy';
import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../testing/start-sandbox.ts';

const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const grammy = ({ botToken, apiRoot }: TestSandbox) => new Bot(botToken, { client: { apiRoot } });

describe('the Bot API, through grammY', () => {
  it('introduces the bot', async () => {
    await using sandbox = await startSandbox();
    const bot = grammy(sandbox);
    await bot.init();
    expect(bot.botInfo).toMatchObject({
      id: sandbox.botId,
      is_bot: true,
      username: sandbox.botUsername,
      has_main_web_app: true,
    });
  });

  it('puts a message with its entities and keyboard into the chat', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const sent = await grammy(sandbox).api.sendMessage(id, 'Hi <b>you &amp; me</b>, see /help', {
      parse_mode: 'HTML',
      protect_content: true,
      reply_markup: {
        inline_keyboard: [[{ text: 'Open', web_app: { url: `${sandbox.publicUrl}/miniapp/` } }]],
      },
    });
    expect(sent).toMatchObject({
      text: 'Hi you & me, see /help',
      entities: [
        { type: 'bold', offset: 3, length: 8 },
        { type: 'bot_command', offset: 17, length: 5 },
      ],
      has_protected_content: true,
      chat: { id, type: 'private', first_name: 'Somebody' },
      from: { id: sandbox.botId, is_bot: true },
    });
    expect((await sandbox.chat(id)).at(-1)).toMatchObject({
      messageId: sent.message_id,
      from: 'bot',
      html: 'Hi <b>you &amp; me</b>, see /help',
      protectContent: true,
      replyMarkup: {
        inline_keyboard: [[{ text: 'Open', web_app: { url: `${sandbox.publicUrl}/miniapp/` } }]],
      },
    });
  });

  it('takes a photo that grammY uploads, and gives the bytes back', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const bot = grammy(sandbox);
    const sent = await bot.api.sendPhoto(id, new InputFile(onePixelPng, 'qr.png'), {
      caption: '*scan*',
      parse_mode: 'MarkdownV2',
    });
    expect(sent).toMatchObject({
      caption: 'scan',
      photo: [{ width: 1, height: 1, file_size: onePixelPng.length }],
    });

    const { file_path } = await bot.api.getFile(sent.photo.at(-1)?.file_id ?? '');
    const file = await fetch(`${sandbox.apiRoot}/file/bot${sandbox.botToken}/${file_path}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(onePixelPng);

    const shown = (await sandbox.chat(id)).at(-1);
    const picture = await fetch(`http://127.0.0.1:${sandbox.port}${shown?.photo}`);
    expect(picture.headers.get('content-type')).toBe('image/png');

    const again = await bot.api.sendPhoto(id, sent.photo[0]?.file_id ?? '');
    expect(again.photo[0]?.file_unique_id).toBe(sent.photo[0]?.file_unique_id);
  });

  it('takes a document and keeps its name and bytes', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const sent = await grammy(sandbox).api.sendDocument(
      id,
      new InputFile(Buffer.from('a,b\n'), 'orders.csv'),
    );
    expect(sent.document).toMatchObject({ file_name: 'orders.csv', file_size: 4 });
    expect((await sandbox.chat(id)).at(-1)?.document).toMatchObject({ fileName: 'orders.csv', sizeBytes: 4 });
  });

  it('edits, changes the keyboard and deletes', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const { api } = grammy(sandbox);
    const { message_id } = await api.sendMessage(id, 'one');
    const edited = await api.editMessageText(id, message_id, 'two', {
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'y' }]] },
    });
    expect(edited).toMatchObject({ text: 'two', edit_date: expect.any(Number) });
    await api.editMessageReplyMarkup(id, message_id);
    expect((await sandbox.chat(id)).at(-1)).not.toHaveProperty('replyMarkup');
    await api.deleteMessage(id, message_id);
    expect(await sandbox.chat(id)).toHaveLength(1);
  });

  it('shows each person the commands of the narrowest scope in their language', async () => {
    await using sandbox = await startSandbox();
    const { api } = grammy(sandbox);
    await api.setMyCommands([{ command: 'start', description: 'Begin' }]);
    await api.setMyCommands([{ command: 'start', description: 'Начать' }], { language_code: 'ru' });
    await api.setMyCommands([{ command: 'mine', description: 'Only here' }], {
      scope: { type: 'chat', chat_id: 100_000_003 },
    });
    const commandsOf = async (id: number) =>
      (await sandbox.control('GET', `/telegram/users/${id}/chat`)).body.commands;
    expect(await commandsOf(100_000_001)).toEqual([{ command: 'start', description: 'Begin' }]);
    expect(await commandsOf(100_000_002)).toEqual([{ command: 'start', description: 'Начать' }]);
    expect(await commandsOf(100_000_003)).toEqual([{ command: 'mine', description: 'Only here' }]);
    await api.deleteMyCommands({ language_code: 'ru' });
    expect(await commandsOf(100_000_002)).toEqual([{ command: 'start', description: 'Begin' }]);
    expect(await api.getMyCommands({ language_code: 'ru' })).toEqual([]);
  });

  it('gives a chat its own menu button, and everybody else the general one', async () => {
    await using sandbox = await startSandbox();
    const { api } = grammy(sandbox);
    const button = (text: string) => ({
      type: 'web_app' as const,
      text,
      web_app: { url: `${sandbox.publicUrl}/miniapp/` },
    });
    await api.setChatMenuButton({ menu_button: button('Shop') });
    await api.setChatMenuButton({ chat_id: 100_000_001, menu_button: button('Anna') });
    expect(await api.getChatMenuButton({ chat_id: 100_000_001 })).toEqual(button('Anna'));
    expect(await api.getChatMenuButton({ chat_id: 100_000_002 })).toEqual(button('Shop'));
    expect((await sandbox.control('GET', '/telegram/users/100000002/chat')).body.menuButton).toEqual({
      type: 'web_app',
      text: 'Shop',
      webApp: { url: `${sandbox.publicUrl}/miniapp/` },
    });
  });

  it('answers a pressed button once', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const { api } = grammy(sandbox);
    const { message_id } = await api.sendMessage(id, 'Sure?', {
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
    });
    await sandbox.control('POST', `/telegram/users/${id}/messages`, {
      callbackData: 'yes',
      messageId: message_id,
    });
    const updates = await api.getUpdates();
    const query = updates.at(-1)?.callback_query;
    expect(query).toMatchObject({ data: 'yes', from: { id }, message: { message_id, text: 'Sure?' } });
    await api.answerCallbackQuery(query?.id ?? '', { text: 'Done', show_alert: true });
    await expect(api.answerCallbackQuery(query?.id ?? '')).rejects.toThrow(
      /query is too old and response timeout expired/,
    );
  });

  it('answers a mini app query once, with a message from the person', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const { body } = await sandbox.control('POST', `/telegram/users/${id}/launch`, {
      url: `${sandbox.publicUrl}/miniapp/`,
    });
    const initData = new URLSearchParams(new URL(body.src).hash.slice(1)).get('tgWebAppData') ?? '';
    const queryId = new URLSearchParams(initData).get('query_id') ?? '';
    const { api } = grammy(sandbox);
    const article = {
      type: 'article',
      id: '1',
      title: 'x',
      input_message_content: { message_text: 'from the app' },
    } as const;
    expect(await api.answerWebAppQuery(queryId, article)).toEqual({ inline_message_id: expect.any(String) });
    expect((await sandbox.chat(id)).at(-1)).toMatchObject({ from: 'user', text: 'from the app' });
    await expect(api.answerWebAppQuery(queryId, article)).rejects.toThrow(/query ID is invalid/);
  });

  it('gives refusals the shape that clients read', async () => {
    await using sandbox = await startSandbox({ floodLimits: true });
    const { id } = await sandbox.join();
    const { api } = grammy(sandbox);
    await expect(api.sendMessage(42, 'x')).rejects.toMatchObject({
      error_code: 400,
      description: 'Bad Request: chat not found',
    });
    const error = await Promise.all(Array.from({ length: 8 }, () => api.sendMessage(id, 'x'))).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(GrammyError);
    expect(error).toMatchObject({
      error_code: 429,
      parameters: { retry_after: 1 },
      description: 'Too Many Requests: retry after 1',
    });
  });

  it('tells the timeline of a message under the caller’s trace', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const seen: TimelineEntry[] = [];
    const stop = onTimeline((entry) => seen.push(entry));
    const trace = 'ab'.repeat(16);
    await sandbox.call(
      'sendMessage',
      { chat_id: id, text: 'x' },
      { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    );
    stop();
    expect(seen).toEqual([
      expect.objectContaining({ correlationId: trace, step: 'message', name: 'sendMessage → telegram' }),
    ]);
  });
});

describe('the ways a call may travel', () => {
  const sendWith = async (sandbox: TestSandbox, init: RequestInit, query = '') => {
    const response = await fetch(`${sandbox.apiRoot}/bot${sandbox.botToken}/SENDMessage${query}`, init);
    return { status: response.status, body: await response.json() };
  };

  it('reads query, form, JSON and multipart alike, whatever the case of the method', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const keyboard = JSON.stringify({ inline_keyboard: [[{ text: 'a', callback_data: 'b' }]] });
    const fields = { chat_id: String(id), text: 'a+b & ü', reply_markup: keyboard };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const answers = await Promise.all([
      sendWith(sandbox, { method: 'GET' }, `?${new URLSearchParams(fields)}`),
      sendWith(sandbox, { method: 'POST', body: new URLSearchParams(fields) }),
      sendWith(sandbox, {
        method: 'POST',
        body: JSON.stringify({ ...fields, chat_id: id }),
        headers: { 'Content-Type': 'application/json' },
      }),
      sendWith(sandbox, { method: 'POST', body: form }),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ok: true,
        result: { text: 'a+b & ü', reply_markup: JSON.parse(keyboard) },
      });
    }
  });

  it('knows the test environment’s path', async () => {
    await using sandbox = await startSandbox();
    const response = await fetch(`${sandbox.apiRoot}/bot${sandbox.botToken}/test/getMe`);
    expect(await response.json()).toMatchObject({ ok: true });
  });

  it('refuses foreign and malformed tokens and unknown paths in the envelope', async () => {
    await using sandbox = await startSandbox();
    const get = async (path: string) => {
      const response = await fetch(`${sandbox.apiRoot}${path}`);
      return [response.status, await response.json()];
    };
    const envelope = (error_code: number, description: string) => [
      error_code,
      { ok: false, error_code, description },
    ];
    expect(await get(`/bot1:${'x'.repeat(35)}/getMe`)).toEqual(envelope(401, 'Unauthorized'));
    expect(await get('/botnonsense/getMe')).toEqual(envelope(404, 'Not Found'));
    expect(await get('/')).toEqual(envelope(404, 'Not Found'));
    expect(await get(`/bot${sandbox.botToken}/`)).toEqual(envelope(404, 'Not Found'));
    expect(await get(`/bot${sandbox.botToken}/sendTelepathy`)).toEqual(
      envelope(404, 'Not Found: method not found'),
    );
    expect(await get(`/file/bot${sandbox.botToken}/photos/none.png`)).toEqual(envelope(404, 'Not Found'));
  });
});
