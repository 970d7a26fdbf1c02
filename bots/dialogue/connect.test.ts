import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messengersOf } from '../../api/testing/index.ts';
import { startBots, type TestBots } from '../testing/index.ts';

const within = { timeout: 10_000 };

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

type Person = { answers(): Promise<{ text?: string }[]> };
/** The answer that comes to what a person does. */
const answerTo = async <P extends Person>(person: P, act: () => Promise<unknown>) => {
  const before = (await person.answers()).length;
  await act();
  await expect.poll(async () => (await person.answers()).length, within).toBe(before + 1);
  return (await person.answers()).at(-1) as Awaited<ReturnType<P['answers']>>[number];
};
const numberIn = (text: string | undefined) => /\d\d/.exec(text ?? '')?.[0] ?? '';

describe('a code from another messenger', () => {
  it('connects WhatsApp to a Telegram account: said in words, agreed to by a tap, confirmed there', async () => {
    const { api } = bots;
    const people = messengersOf(api);
    const owner = await api.signIn(4242);
    const { connectionId, token } = await people.start(owner);
    const mia = await bots.newWhatsappPerson({ name: 'Mia Kim' });
    const words = `connect ${token.toLowerCase().replace(/(.{13})/, '$1 ')}`;
    const asked = await answerTo(mia, () => mia.write(words));
    expect(asked.text).toContain('the account of *P••• 4•••*');
    const [yes] = asked.buttons ?? [];
    const numbered = await answerTo(mia, () => mia.press(asked.messageId, yes?.id ?? ''));
    expect(await people.see(connectionId, owner)).toMatchObject({
      state: 'claimed',
      claim: { messenger: 'whatsapp', name: 'M••• K•••' },
    });
    const confirmed = await people.confirm(connectionId, numberIn(numbered.text), owner);
    expect(confirmed.status).toBe(204);
    expect((await people.list(owner)).map(({ messenger }) => messenger)).toEqual(['telegram', 'whatsapp']);
    const spent = await answerTo(mia, () => mia.write(`connect ${token}`));
    expect(spent.text).toMatch(/^This code is over/);
  });

  it('connects Telegram by a link, and by nothing but the tap', async () => {
    const { api, anna } = bots;
    const people = messengersOf(api);
    const owner = await people.signInByWhatsapp({ subject: 'US.77000000000000000001' });
    const { connectionId, token } = await people.start(owner);
    const asked = await answerTo(anna, () => anna.write(`/start connect_${token}`));
    expect(asked.text).toContain('M••• K•••');
    expect(await people.see(connectionId, owner)).toMatchObject({ state: 'waiting' });
    await anna.press(asked.messageId, `connect_yes:${token}`);
    await expect.poll(() => people.see(connectionId, owner), within).toMatchObject({ state: 'claimed' });
    const numbered = async () => numberIn((await anna.answers()).at(-1)?.text);
    await expect.poll(numbered, within).toMatch(/^\d\d$/);
    expect((await people.confirm(connectionId, await numbered(), owner)).status).toBe(204);
  });

  it('connects nothing where the answer is no, and says what is wrong with a code', async () => {
    const { api } = bots;
    const people = messengersOf(api);
    const mia = await bots.newWhatsappPerson({ name: 'Mia Kim' });
    const wrong = await answerTo(mia, () => mia.write('connect 123'));
    expect(wrong.text).toMatch(/^I did not understand/);
    const over = await answerTo(mia, () => mia.write(`connect ${'0'.repeat(26)}`));
    expect(over.text).toMatch(/^This code is over/);
    const { token } = await people.start(await api.signIn(4343));
    const asked = await answerTo(mia, () => mia.write(`connect ${token}`));
    const no = await answerTo(mia, () => mia.press(asked.messageId, 'connect_no'));
    expect(no.text).toBe('Nothing was connected.');
  });
});
