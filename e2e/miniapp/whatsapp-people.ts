import { generateSync } from 'otplib';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { collectComplaints } from '../complaints.ts';
import type { Stage } from './stage.ts';
import type { Phone } from './telegram-host.ts';

const poll = { timeout: 15_000, interval: 100 };

/** A message in the chat, as the person sees it. */
export type Said = { from: string; text: string; messageId: string; link?: { url: string } };

/** A page in WhatsApp's browser, at the address of a link out of the chat, signed in. */
export const followLink = async (browser: Browser, url: string): Promise<Phone> => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 780 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  // What is closed, and what is there no more, are answers here; a browser calls them errors.
  const complaints = collectComplaints(page, (text) => /status of 40[0134]/.test(text));
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const phone = { context, page, complaints, [Symbol.asyncDispose]: () => context.close() };
  return phone as unknown as Phone;
};

/** The code that an authenticator shows next: each is good once. */
export const nextCode = (secret: string) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 });

/** People of WhatsApp, who write, press and give codes in their chat. */
export const whatsappPeople = ({ atlas, desk }: Stage) => {
  const call = async (method: string, path: string, accessToken: string | null, body?: object) => {
    const response = await fetch(atlas.url + path, {
      method,
      headers: {
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(accessToken ? { Authorization: `Bearer ${accessToken}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : {};
  };
  const control = (path: string, body: object) =>
    call('POST', `/sandbox/control/whatsapp/users/${path}`, null, body);
  const said = async (id: string) => (await desk.whatsappMessages(id)) as unknown as Said[];
  /** Resolves with the answer that matches. */
  const write = async (id: string, text: string, answered: RegExp): Promise<Said> => {
    const before = (await said(id)).length;
    await control(`${id}/messages`, { text });
    const answer = async () =>
      (await said(id)).slice(before).find((message) => message.from === 'bot' && answered.test(message.text));
    await expect.poll(answer, poll).toBeTruthy();
    return (await answer()) as Said;
  };
  /** Registers, and signs in as a plain client would. */
  const join = async (person: { name: string; phone: string }) => {
    const { id, link } = await desk.writeInWhatsapp(person, 'start');
    const loginToken = new URLSearchParams(new URL(link?.url ?? '').hash.slice(1)).get('login');
    const { accessToken } = await call('POST', '/v1/sessions/whatsapp', null, { loginToken });
    return { id: String(id), accessToken: String(accessToken) };
  };
  /** Until what WhatsApp said has been heard. */
  const untilSuspended = (accessToken: string) =>
    expect
      .poll(async () => {
        const headers = { Authorization: `Bearer ${accessToken}` };
        return (await fetch(`${atlas.url}/v1/account`, { headers })).status;
      }, poll)
      .toBe(401);
  return {
    ...{ call, control, said, write, join, untilSuspended },
    /** With an authenticator, and so with something to lose. */
    withAuthenticator: async (person: { name: string; phone: string }) => {
      const { id, accessToken } = await join(person);
      const { factorId, secret } = await call('POST', '/v1/factors', accessToken, { kind: 'totp' });
      const code = generateSync({ secret });
      await call('POST', `/v1/factors/${factorId}/confirm`, accessToken, { code });
      return { id, accessToken, secret: String(secret) };
    },
    /** Writes "code", and types it into the Flow that opens. */
    giveCodeInChat: async (id: string, code: string) => {
      const { messageId } = await write(id, 'code', /waits for a code/);
      const flow = `${id}/messages/${encodeURIComponent(messageId)}/flow`;
      await control(flow, { open: true });
      await control(flow, { submit: { code } });
    },
  };
};
