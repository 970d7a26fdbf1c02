import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type GraphWebhook, startGraphWebhook } from '../../testing/graph-webhook.ts';
import { startSandbox, type TestSandbox } from '../../testing/start-sandbox.ts';
import { signatureOf } from './post-notifications.ts';

const verifyToken = 'sesame-of-the-webhook';
const subscribe = (sandbox: TestSandbox, url: string, token = verifyToken) =>
  sandbox.graph('POST', '/{number}/', {
    webhook_configuration: { override_callback_uri: url, verify_token: token },
  });
const text = { type: 'text', text: { body: 'Hello' } };

const start = async () => {
  const sandbox = await startSandbox();
  const webhook = await startGraphWebhook(verifyToken);
  expect(await subscribe(sandbox, webhook.url)).toEqual({ status: 200, body: { success: true } });
  return {
    sandbox,
    webhook,
    [Symbol.asyncDispose]: async () => {
      await webhook[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
};
const statusesOf = async ({ statuses }: GraphWebhook, count: number) => {
  await expect.poll(statuses).toHaveLength(count);
  return statuses();
};

describe('the handshake', () => {
  it('takes only an address that says the challenge, and leaves the former one otherwise', async () => {
    await using sandbox = await startSandbox();
    await using webhook = await startGraphWebhook(verifyToken);
    for (const [url, token] of [
      [webhook.url, 'wrong'],
      ['http://127.0.0.1:1/', verifyToken],
      ['ftp://example.org/', verifyToken],
    ] as const)
      expect(await subscribe(sandbox, url, token)).toMatchObject({
        status: 400,
        body: { error: { code: 2200 } },
      });
    expect((await sandbox.graph('GET', '/{number}')).body.webhook_configuration).toEqual({});
    await subscribe(sandbox, webhook.url);
    await subscribe(sandbox, webhook.url, 'wrong');
    expect((await sandbox.graph('GET', '/{number}')).body.webhook_configuration).toEqual({
      phone_number: webhook.url,
    });
  });

  it('of the app counts where the number has no address of its own', async () => {
    await using sandbox = await startSandbox();
    await using ofApp = await startGraphWebhook(verifyToken);
    await using ofNumber = await startGraphWebhook(verifyToken);
    const { appId, appSecret } = sandbox.sandbox.whatsapp;
    const query = `client_id=${appId}&client_secret=${appSecret}&grant_type=client_credentials`;
    const { access_token } = (await sandbox.graph('GET', `/oauth/access_token?${query}`, undefined, {})).body;
    const parameters = new URLSearchParams({
      ...{ object: 'whatsapp_business_account', callback_url: ofApp.url, verify_token: verifyToken },
      ...{ fields: 'messages', access_token },
    });
    expect((await sandbox.graph('POST', `/${appId}/subscriptions?${parameters}`, undefined, {})).status).toBe(
      200,
    );
    await sandbox.joinWhatsapp();
    await expect.poll(ofApp.messages).toHaveLength(1);
    await subscribe(sandbox, ofNumber.url);
    await sandbox.joinWhatsapp();
    await expect.poll(ofNumber.messages).toHaveLength(1);
    expect(ofApp.messages()).toHaveLength(1);
  });
});

describe('notifications', () => {
  it('are signed over bytes in which everything beyond ASCII is escaped', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWhatsapp({ name: 'Иван / 🏔️' });
    await expect.poll(t.webhook.messages).toHaveLength(1);
    const [{ headers, raw, values } = { headers: {}, raw: '', values: [] }] = t.webhook.received;
    expect(raw).toMatch(/^[\x20-\x7e]+$/);
    expect(raw).toContain('\\u0418\\u0432\\u0430\\u043d \\/ \\ud83c');
    const signature = createHmac('sha256', t.sandbox.sandbox.whatsapp.appSecret).update(raw).digest('hex');
    expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    expect(values).toEqual([
      {
        messaging_product: 'whatsapp',
        metadata: {
          display_phone_number: '15550100200',
          phone_number_id: t.sandbox.sandbox.whatsapp.phoneNumberId,
        },
        contacts: [{ profile: { name: 'Иван / 🏔️' }, user_id: id }],
        messages: [
          {
            from_user_id: id,
            id: expect.stringMatching(/^wamid\./),
            timestamp: expect.stringMatching(/^\d{10}$/),
            type: 'text',
            text: { body: 'Hi' },
          },
        ],
      },
    ]);
  });

  it('have the signature that was computed for them elsewhere', () => {
    const body = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"0","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","messages":[{"id":"wamid.A","text":{"body":"\u041f\u0440\u0438\u0432\u0435\u0442 \/ hi"},"type":"text"}]}}]}]}`;
    expect(signatureOf('atlas-app-secret', body)).toBe(
      'sha256=3d4d363c80db1bdac6ed7b61baaf232befada5f86180cecb88229453bc57d6c8',
    );
  });

  it('tell a phone and a username where the business may know them', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWhatsapp({ phone: '+447700900123', username: 'jo.runs' });
    expect(id).toMatch(/^GB\.\d{20}$/);
    await expect.poll(t.webhook.values).toMatchObject([
      {
        contacts: [
          { profile: { name: 'Somebody', username: 'jo.runs' }, wa_id: '447700900123', user_id: id },
        ],
        messages: [{ from: '447700900123', from_user_id: id }],
      },
    ]);
  });

  it('say sent, delivered and read, with what the business wants to hear back', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWhatsapp({ phone: '+12025550199' });
    const sent = await t.sandbox.sendWhatsapp({
      ...{ recipient: id, ...text, biz_opaque_callback_data: 'delivery-1' },
    });
    const common = {
      id: sent.body.messages[0].id,
      recipient_id: '12025550199',
      recipient_user_id: id,
      biz_opaque_callback_data: 'delivery-1',
    };
    expect(await statusesOf(t.webhook, 2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...common,
          status: 'sent',
          pricing: { billable: false, pricing_model: 'PMP', category: 'service' },
        }),
        expect.objectContaining({ ...common, status: 'delivered' }),
      ]),
    );
    await t.sandbox.control('POST', `/whatsapp/users/${id}/read`);
    await t.sandbox.control('POST', `/whatsapp/users/${id}/read`);
    expect((await statusesOf(t.webhook, 3)).at(-1)).toMatchObject({ ...common, status: 'read' });
  });

  it.each([
    ['24 hours after the person wrote', 131047, async (t: Started) => t.sandbox.clock.advanceSeconds(86_401)],
    [
      'to somebody who blocked the business',
      131026,
      (t: Started, id: string) => t.sandbox.control('POST', `/whatsapp/users/${id}/block`),
    ],
    [
      'while the panel says so',
      131026,
      (t: Started) => t.sandbox.control('POST', '/faults', { target: 'whatsapp', kind: 'blocked', count: 1 }),
    ],
  ])('say failed after a 200 %s', async (_when, code, arrange) => {
    await using t = await start();
    const { id } = await t.sandbox.joinWhatsapp();
    await arrange(t, id);
    expect((await t.sandbox.sendWhatsapp({ recipient: id, ...text })).status).toBe(200);
    expect(await statusesOf(t.webhook, 1)).toMatchObject([
      { status: 'failed', recipient_user_id: id, errors: [{ code, error_data: {} }] },
    ]);
    expect(t.webhook.values().at(-1)).not.toHaveProperty('contacts');
    expect(await t.sandbox.whatsappChat(id)).toHaveLength(1);
  });

  it('say failed for a number that nobody has', async () => {
    await using t = await start();
    expect((await t.sandbox.sendWhatsapp({ to: '12025550777', ...text })).status).toBe(200);
    expect(await statusesOf(t.webhook, 1)).toMatchObject([
      { status: 'failed', recipient_id: '12025550777', errors: [{ code: 131026 }] },
    ]);
  });

  it('tell that somebody has another number, and so another user id', async () => {
    await using t = await start();
    const before = await t.sandbox.joinWhatsapp({ phone: '+12025550199' }, { wrote: false });
    const { body: after } = await t.sandbox.control(
      ...(['POST', `/whatsapp/users/${before.id}/change-phone`, { phone: '+12025550177' }] as const),
    );
    expect(after.id).not.toBe(before.id);
    await expect.poll(t.webhook.messages).toMatchObject([
      {
        from: '12025550199',
        from_user_id: before.id,
        type: 'system',
        system: {
          type: 'user_changed_number',
          wa_id: '12025550177',
          user_id: after.id,
          previous_user_id: before.id,
        },
      },
    ]);
    expect(t.webhook.values()[0]).not.toHaveProperty('contacts');
    // The number that was given up may be somebody else's from now on.
    const other = await t.sandbox.joinWhatsapp({ phone: '+12025550199' });
    expect(other.id).not.toBe(before.id);
  });

  it('come again, together, until they are confirmed', async () => {
    await using t = await start();
    t.webhook.answerWith(500);
    await t.sandbox.joinWhatsapp();
    await t.sandbox.joinWhatsapp();
    await expect.poll(() => t.webhook.received.length).toBe(2);
    t.webhook.answerWith(200);
    t.sandbox.clock.advanceSeconds(2);
    await expect.poll(() => t.webhook.received.length).toBe(3);
    expect(t.webhook.received.at(-1)?.values).toHaveLength(2);
    t.sandbox.clock.advanceSeconds(86_400);
    await t.sandbox.joinWhatsapp();
    await expect.poll(() => t.webhook.received.length).toBe(4);
  });

  it('come late or never where the panel says so', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWhatsapp();
    await expect.poll(() => t.webhook.received.length).toBe(1);
    const fault = (kind: string) =>
      t.sandbox.control('POST', '/faults', { target: 'whatsapp', kind, count: 1 });
    await fault('lost');
    await t.sandbox.sendWhatsapp({ recipient: id, ...text });
    await fault('late');
    await t.sandbox.sendWhatsapp({ recipient: id, ...text });
    expect(t.webhook.statuses()).toEqual([]);
    t.sandbox.clock.advanceSeconds(5);
    await statusesOf(t.webhook, 2);
  });

  it('come twice where the panel says so', async () => {
    await using t = await start();
    await t.sandbox.control('POST', '/faults', { target: 'whatsapp', kind: 'duplicate', count: 1 });
    await t.sandbox.joinWhatsapp();
    await expect.poll(t.webhook.messages).toHaveLength(2);
    const [one, other] = t.webhook.messages();
    expect(other).toEqual(one);
  });
});
type Started = Awaited<ReturnType<typeof start>>;

describe('people of WhatsApp', () => {
  it.each([
    ['POST', '/whatsapp/users', {}, 422, 'invalid_request'],
    ['POST', '/whatsapp/users', { name: 'x', phone: '12025550101' }, 422, 'invalid_request'],
    ['POST', '/whatsapp/users', { name: 'x', phone: '+12025550101' }, 409, 'phone_or_username_taken'],
    ['GET', '/whatsapp/users/US.1/messages', undefined, 404, 'not_found'],
    ['POST', '/whatsapp/users/US.10000000000000000001/messages', { text: ' ' }, 422, 'invalid_request'],
    ['POST', '/whatsapp/users/US.10000000000000000001/dance', {}, 404, 'not_found'],
    ['POST', '/whatsapp/users/GB.10000000000000000004/share-contact', {}, 409, 'phone_absent'],
  ])('%s %s %o is a problem', async (method, path, body, status, code) => {
    await using sandbox = await startSandbox();
    expect(await sandbox.control(method, path, body)).toMatchObject({ status, body: { status, code } });
  });

  it('are four at the start, share a contact when asked, and are as new after a reset', async () => {
    await using t = await start();
    const { body: people } = await t.sandbox.control('GET', '/whatsapp/users');
    expect(people.map(({ phone }: { phone?: string }) => phone)).toEqual([
      '+12025550101',
      '+79990000102',
      '+8613800000103',
      undefined,
    ]);
    await t.sandbox.control('POST', `/whatsapp/users/${people[0].id}/share-contact`);
    await expect
      .poll(t.webhook.messages)
      .toMatchObject([
        { type: 'contacts', contacts: [{ phones: [{ phone: '+12025550101', wa_id: '12025550101' }] }] },
      ]);
    await t.sandbox.control('POST', '/reset');
    expect(await t.sandbox.whatsappChat(people[0].id)).toEqual([]);
  });

  it('can’t write to a business they blocked', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWhatsapp();
    await sandbox.control('POST', `/whatsapp/users/${id}/block`);
    expect(await sandbox.control('POST', `/whatsapp/users/${id}/messages`, { text: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'business_blocked' },
    });
    await sandbox.control('POST', `/whatsapp/users/${id}/unblock`);
    expect((await sandbox.control('POST', `/whatsapp/users/${id}/messages`, { text: 'x' })).status).toBe(201);
  });
});
