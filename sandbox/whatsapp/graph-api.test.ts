import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../testing/start-sandbox.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const text = { type: 'text', text: { body: 'Hello' } };
const buttons = (...titles: string[]) => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text: 'Which?' },
    action: {
      buttons: titles.map((title, n) => ({ type: 'reply', reply: { id: `b${n}`, title } })),
    },
  },
});
const list = (rows: number) => ({
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'Which?' },
    action: {
      button: 'Choose',
      sections: [{ rows: Array.from({ length: rows }, (_, n) => ({ id: `r${n}`, title: `Row ${n}` })) }],
    },
  },
});
const otpTemplate = {
  name: 'login_code',
  language: 'en',
  category: 'AUTHENTICATION',
  components: [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 5 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
  ],
};
const otp = (code: string, buttonCode = code) => ({
  type: 'template',
  template: {
    name: 'login_code',
    language: { code: 'en' },
    components: [
      { type: 'body', parameters: [{ type: 'text', text: code }] },
      {
        type: 'button',
        sub_type: 'url',
        index: '0',
        parameters: [{ type: 'text', text: buttonCode }],
      },
    ],
  },
});
const createTemplate = (sandbox: TestSandbox, template: object = otpTemplate) =>
  sandbox.graph('POST', `/${sandbox.sandbox.whatsapp.businessAccountId}/message_templates`, template);
const upload = async (sandbox: TestSandbox, bytes = png, type = 'image/png') => {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', type);
  form.set('file', new Blob([bytes], { type }), 'code.png');
  return sandbox.graph('POST', '/{number}/media', form);
};

describe('sending', () => {
  it('reaches a phone and a user id, and says which it took', async () => {
    await using sandbox = await startSandbox();
    const { id, phone } = await sandbox.joinWhatsapp({ phone: '+12025550199' });
    expect(await sandbox.sendWhatsapp({ to: '+1 (202) 555-0199', ...text })).toEqual({
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: '+1 (202) 555-0199', wa_id: '12025550199' }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }],
      },
    });
    expect((await sandbox.sendWhatsapp({ recipient: id, ...text })).body.contacts).toEqual([
      { input: id, user_id: id },
    ]);
    expect(phone).toBe('+12025550199');
    expect((await sandbox.whatsappChat(id)).map((message) => [message.from, message.text])).toEqual([
      ['user', 'Hi'],
      ['bot', 'Hello'],
      ['bot', 'Hello'],
    ]);
  });

  it('shows buttons, lists and links, and the person presses them', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWhatsapp();
    const link = {
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        header: { type: 'text', text: 'Sign in' },
        body: { text: 'Tap' },
        footer: { text: 'Good for ten minutes' },
        action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://shop.example/x' } },
      },
    };
    for (const message of [buttons('Yes', 'No'), list(10), link])
      expect((await sandbox.sendWhatsapp({ recipient: id, ...message })).status).toBe(200);
    const [, asked, chosen, linked] = await sandbox.whatsappChat(id);
    expect(asked).toMatchObject({ text: 'Which?', buttons: [{ id: 'b0', title: 'Yes' }, { id: 'b1' }] });
    expect(chosen?.list).toMatchObject({ button: 'Choose', rows: { length: 10 } });
    expect(linked).toMatchObject({
      text: 'Sign in\n\nTap',
      footer: 'Good for ten minutes',
      link: { title: 'Open', url: 'https://shop.example/x' },
    });
    const press = (messageId: string | undefined, callbackData: string) =>
      sandbox.control('POST', `/whatsapp/users/${id}/messages`, { messageId, callbackData });
    expect(await press(asked?.messageId, 'b1')).toMatchObject({ status: 201, body: { text: 'No' } });
    expect(await press(chosen?.messageId, 'r9')).toMatchObject({ status: 201, body: { text: 'Row 9' } });
    expect(await press(asked?.messageId, 'r9')).toMatchObject({ status: 404 });
  });

  it.each([
    ['nothing to send to', { ...text }, 400, 131008],
    ['a number that is none', { to: 'anna', ...text }, 400, 131009],
    ['its own number', { to: '15550100200', ...text }, 400, 131021],
    ['an empty text', { to: '12025550101', type: 'text', text: { body: '' } }, 400, 131009],
    [
      'a text of 4097 characters',
      { to: '12025550101', type: 'text', text: { body: 'x'.repeat(4097) } },
      400,
      131009,
    ],
    ['no text', { to: '12025550101', type: 'text' }, 400, 131008],
    ['a type nobody knows', { to: '12025550101', type: 'hologram' }, 400, 131009],
    ['four buttons', { to: '12025550101', ...buttons('1', '2', '3', '4') }, 400, 131009],
    ['a button of 21 characters', { to: '12025550101', ...buttons('x'.repeat(21)) }, 400, 131009],
    ['two buttons of one title', { to: '12025550101', ...buttons('Yes', 'Yes') }, 400, 131009],
    ['eleven rows', { to: '12025550101', ...list(11) }, 400, 131009],
    ['a picture nobody uploaded', { to: '12025550101', type: 'image', image: { id: '1' } }, 400, 100],
    [
      'a picture that lies elsewhere',
      { to: '12025550101', type: 'image', image: { link: 'https://a.example/x.png' } },
      400,
      131053,
    ],
    ['a template that is none', { to: '12025550101', ...otp('123456') }, 404, 132001],
    [
      'too much to say back',
      { to: '12025550101', ...text, biz_opaque_callback_data: 'x'.repeat(513) },
      400,
      131009,
    ],
  ])('refuses %s', async (_what, message, status, code) => {
    await using sandbox = await startSandbox();
    const answer = await sandbox.sendWhatsapp(message);
    expect(answer).toMatchObject({
      status,
      body: {
        error: { code, type: 'OAuthException', message: expect.stringContaining(`(#${code}) `) },
      },
    });
    expect(answer.body.error.fbtrace_id).toMatch(/./);
  });

  it('refuses whoever shows no token or another one', async () => {
    await using sandbox = await startSandbox();
    const message = { messaging_product: 'whatsapp', to: '12025550101', ...text };
    for (const headers of [{}, { Authorization: 'Bearer EAAwrong' }] as Record<string, string>[])
      expect(await sandbox.graph('POST', '/{number}/messages', message, headers)).toMatchObject({
        status: 401,
        body: { error: { code: 190, type: 'OAuthException' } },
      });
    expect(await sandbox.graph('POST', '/1234567890/messages', message)).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
    });
  });

  it('holds the business to 45 messages at once to one person', async () => {
    await using sandbox = await startSandbox({ floodLimits: true });
    const { id } = await sandbox.joinWhatsapp();
    for (let n = 0; n < 45; n += 1)
      expect((await sandbox.sendWhatsapp({ recipient: id, ...text })).status).toBe(200);
    expect(await sandbox.sendWhatsapp({ recipient: id, ...text })).toMatchObject({
      status: 429,
      body: { error: { code: 131056 } },
    });
    sandbox.clock.advanceSeconds(6);
    expect((await sandbox.sendWhatsapp({ recipient: id, ...text })).status).toBe(200);
  });

  it('breaks as the fault panel says', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWhatsapp();
    for (const [kind, status, code] of [
      ['error', 500, 131000],
      ['429', 429, 130429],
      ['down', 503, 131016],
    ]) {
      await sandbox.control('POST', '/faults', { target: 'whatsapp', kind, count: 1 });
      expect(await sandbox.sendWhatsapp({ recipient: id, ...text })).toMatchObject({
        status,
        body: { error: { code } },
      });
    }
    await sandbox.control('POST', '/faults', { target: 'whatsapp', kind: 'drop', count: 1 });
    await expect(sandbox.sendWhatsapp({ recipient: id, ...text })).rejects.toThrow();
    expect(await sandbox.whatsappChat(id)).toHaveLength(1);
  });
});

describe('templates', () => {
  it('carry a code with a button that copies it, where a code may be asked for', async () => {
    await using sandbox = await startSandbox();
    expect(await createTemplate(sandbox)).toMatchObject({
      status: 200,
      body: { id: expect.any(String), status: 'APPROVED', category: 'AUTHENTICATION' },
    });
    const { id } = await sandbox.joinWhatsapp({ phone: '+12025550199' }, { wrote: false });
    expect(await sandbox.sendWhatsapp({ to: '12025550199', ...otp('730461') })).toMatchObject({
      status: 200,
      body: { messages: [{ message_status: 'accepted' }] },
    });
    expect(await sandbox.whatsappChat(id)).toMatchObject([
      {
        text: '730461 is your verification code. For your security, do not share this code.',
        footer: 'This code expires in 5 minutes.',
        copyCode: { title: 'Copy code', code: '730461' },
      },
    ]);
    expect(await sandbox.control('GET', `/codes?to=${id}`)).toMatchObject({
      body: { code: '730461', channel: 'whatsapp' },
    });
  });

  it('of a code go to phones only, and take that code twice', async () => {
    await using sandbox = await startSandbox();
    await createTemplate(sandbox);
    const { id } = await sandbox.joinWhatsapp({ username: 'no.phone' });
    for (const [message, code] of [
      [{ recipient: id, ...otp('730461') }, 131062],
      [{ to: '12025550101', ...otp('730461', '999999') }, 132012],
      [{ to: '12025550101', ...otp('1234567890123456') }, 132012],
      [
        {
          to: '12025550101',
          type: 'template',
          template: { name: 'login_code', language: { code: 'en' }, components: [] },
        },
        132000,
      ],
    ] as const)
      expect(await sandbox.sendWhatsapp(message)).toMatchObject({
        status: 400,
        body: { error: { code } },
      });
  });

  it('of words are filled, with their buttons, and exist once in a language', async () => {
    await using sandbox = await startSandbox();
    const template = {
      name: 'order_paid',
      language: 'en',
      category: 'UTILITY',
      components: [
        {
          type: 'BODY',
          text: 'Order {{1}} is paid: {{2}}.',
          example: { body_text: [['A-1', '19.90 €']] },
        },
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Open', url: 'https://shop.example/o/{{1}}' }] },
      ],
    };
    expect((await createTemplate(sandbox, template)).status).toBe(200);
    expect(await createTemplate(sandbox, template)).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 2388024 } },
    });
    const [one, two, suffix] = ['A-1', '19.90 €', 'A-1'].map((words) => ({ type: 'text', text: words }));
    await sandbox.sendWhatsapp({
      to: '12025550101',
      type: 'template',
      template: {
        name: 'order_paid',
        language: { code: 'en' },
        components: [
          { type: 'body', parameters: [one, two] },
          { type: 'button', sub_type: 'url', index: 0, parameters: [suffix] },
        ],
      },
    });
    expect(await sandbox.whatsappChat('US.10000000000000000001')).toMatchObject([
      { text: 'Order A-1 is paid: 19.90 €.', link: { title: 'Open', url: 'https://shop.example/o/A-1' } },
    ]);
  });
});

describe('a template', () => {
  const notice = (text: string, more: object = {}) => ({
    ...{ name: 'notice', language: 'en', category: 'UTILITY' },
    components: [{ type: 'BODY', text, ...more }],
  });
  const withParts = (change: (parts: Record<string, unknown>[]) => unknown[], more: object = {}) => ({
    ...otpTemplate,
    ...more,
    components: change(otpTemplate.components as Record<string, unknown>[]),
  });
  const without = (type: string) => (parts: Record<string, unknown>[]) =>
    parts.filter((part) => part.type !== type);

  it.each([
    [
      'words of one’s own about a code',
      withParts(([body, ...rest]) => [{ ...body, text: 'Code: {{1}}' }, ...rest]),
    ],
    ['a header over a code', withParts((parts) => [{ type: 'HEADER', text: 'Hi' }, ...parts])],
    ['no button under a code', withParts(without('BUTTONS'))],
    ['no body', withParts(without('BODY'))],
    [
      'a button that fills the code in, for no app',
      withParts((parts) => [
        ...without('BUTTONS')(parts),
        { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'ONE_TAP' }] },
      ]),
    ],
    ['a code that lives for days', { ...otpTemplate, message_send_ttl_seconds: 43_200 }],
    ['a variable at the end', notice('Order {{1}}', { example: { body_text: [['1']] } })],
    ['a variable without an example', notice('Order {{1}} is paid.')],
    [
      'a code’s button on a notice',
      {
        ...notice('Paid.'),
        components: [
          { type: 'BODY', text: 'Paid.' },
          { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
        ],
      },
    ],
  ])('with %s is not taken', async (_what, template) => {
    await using sandbox = await startSandbox();
    expect(await createTemplate(sandbox, template)).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: expect.any(Number) } },
    });
  });

  it('is read back with a code’s button as one that opens, changed, and sent by while WhatsApp approves of it', async () => {
    await using sandbox = await startSandbox();
    const { businessAccountId } = sandbox.sandbox.whatsapp;
    const { id } = (await createTemplate(sandbox)).body;
    const read = async () =>
      (await sandbox.graph('GET', `/${businessAccountId}/message_templates?name=login_code`)).body.data[0];
    expect(await read()).toMatchObject({
      status: 'APPROVED',
      components: [
        { type: 'BODY', text: expect.stringContaining('{{1}}'), add_security_recommendation: true },
        { type: 'FOOTER', code_expiration_minutes: 5 },
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy code', url: expect.any(String) }] },
      ],
    });
    const review = (status: string) =>
      sandbox.control('POST', '/whatsapp/templates/login_code/review', { status });
    const send = () => sandbox.sendWhatsapp({ to: '12025550101', ...otp('730461') });
    for (const [status, code] of [
      ['PAUSED', 132015],
      ['DISABLED', 132016],
      ['PENDING', 132001],
      ['REJECTED', 132001],
    ] as const) {
      expect((await review(status)).status).toBe(204);
      expect((await send()).body).toMatchObject({ error: { code } });
    }
    const change = { components: otpTemplate.components, message_send_ttl_seconds: 300 };
    expect((await sandbox.graph('POST', `/${id}`, change)).body).toEqual({ success: true });
    expect(await read()).toMatchObject({ status: 'APPROVED', message_send_ttl_seconds: 300 });
    expect((await send()).status).toBe(200);
    expect(
      (await sandbox.control('POST', '/whatsapp/templates/none/review', { status: 'PAUSED' })).status,
    ).toBe(404);
  });
});

describe('media', () => {
  it('is uploaded, described, downloaded with the token, shown in the chat, and removed', async () => {
    await using sandbox = await startSandbox();
    const { id: person } = await sandbox.joinWhatsapp();
    const { id } = (await upload(sandbox)).body;
    const described = (await sandbox.graph('GET', `/${id}`)).body;
    expect(described).toMatchObject({
      id,
      mime_type: 'image/png',
      file_size: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
    });
    const { accessToken } = sandbox.sandbox.whatsapp;
    const get = (url: string, token: string) =>
      fetch(url.replace('localhost', '127.0.0.1'), { headers: { Authorization: `Bearer ${token}` } });
    const bytes = Buffer.from(await (await get(described.url, accessToken)).arrayBuffer());
    expect(bytes.equals(png)).toBe(true);
    expect((await get(described.url, 'EAAwrong')).status).toBe(401);
    sandbox.clock.advanceSeconds(301);
    expect((await get(described.url, accessToken)).status).toBe(404);

    await sandbox.sendWhatsapp({ recipient: person, type: 'image', image: { id, caption: 'Scan me' } });
    const shown = (await sandbox.whatsappChat(person)).at(-1);
    expect(shown).toMatchObject({ text: 'Scan me', photo: `/sandbox/control/whatsapp/media/${id}` });
    const picture = await fetch(sandbox.at(shown?.photo?.replace('/sandbox', '') ?? ''));
    expect(picture.headers.get('Content-Type')).toBe('image/png');

    expect((await sandbox.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect((await sandbox.graph('GET', `/${id}`)).status).toBe(400);
  });

  it('is refused where WhatsApp takes no such thing', async () => {
    await using sandbox = await startSandbox();
    for (const [bytes, type] of [
      [png, 'image/gif'],
      [Buffer.alloc(0), 'image/png'],
      [Buffer.alloc(5 * 1024 ** 2 + 1), 'image/png'],
    ] as const)
      expect(await upload(sandbox, bytes, type)).toMatchObject({
        status: 400,
        body: { error: { code: 131053 } },
      });
  });
});
