import type { AccountProfile, Session } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import {
  type Context,
  commandNames,
  createLocalise,
  type Input,
  type Outcome,
  plain,
  type Reply,
  replyTo,
  turnOf,
} from './index.ts';

const id = '01890000-0000-7000-8000-000000000001';
const account: AccountProfile = {
  id,
  displayName: 'Anna',
  locale: 'en',
  createdAt: '2026-11-21T07:00:00Z',
  identities: [],
};
const known: Context = { locale: 'en', name: 'Anna', account };
const stranger: Context = { ...known, account: 'none' };
const offline: Context = { ...known, account: 'unavailable' };
const session = (n: number, device = `Phone ${n}`): Session => ({
  id: `01890000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`,
  messenger: 'telegram',
  device,
  createdAt: '2026-11-20T07:00:00Z',
  lastSeenAt: '2026-11-21T07:00:00Z',
  expiresAt: '2026-12-21T07:00:00Z',
  current: false,
});
const done = (sessions: Session[] = []): Outcome => ({ is: 'done', sessions });

const localise = createLocalise();
const wordsOf = ({ blocks }: Reply): string =>
  blocks
    .flatMap((block) => ('paragraph' in block ? [block.paragraph] : block.list))
    .map((text) => plain(localise('en', text)))
    .join('\n');
const callbacksOf = ({ buttons }: Reply) =>
  buttons.flat().flatMap((button) => ('callback' in button ? [button.callback] : []));
const opensApp = ({ buttons }: Reply) => buttons.flat().some((button) => 'openApp' in button);
const command = (name: string, argument = ''): Input => ({ kind: 'command', name, argument });
const press = (data: string): Input => ({ kind: 'callback', data });
const answer = (input: Input, context: Context = known, outcome: Outcome = done()) =>
  replyTo(turnOf(input), context, outcome);

describe('commands', () => {
  it('/start greets a stranger with what this is and a button into the app', () => {
    const reply = answer(command('start'), stranger);
    expect(wordsOf(reply)).toMatch(/^Hello, Anna!\nYour account lives here/);
    expect(opensApp(reply)).toBe(true);
    expect(reply.setsUpMenu).toBe(true);
  });

  it('/start knows who was here before, and greets while the API is away', () => {
    expect(wordsOf(answer(command('start')))).toMatch(/^Welcome back, Anna!/);
    expect(wordsOf(answer(command('start'), offline))).toMatch(/^Hello, Anna!/);
  });

  it.each(['spring-Sale_1', 'x'.repeat(64)])('/start shows the link %s that brought the person', (link) => {
    expect(wordsOf(answer(command('start', link), stranger))).toContain(`You followed the link ${link}.`);
  });

  it.each(['<b>x</b>', 'a b', 'x'.repeat(65), 'ссылка', '🙂'])(
    '/start does not show the payload %s, which no link of ours has',
    (link) => {
      expect(wordsOf(answer(command('start', link), stranger))).not.toContain('followed');
    },
  );

  it('/app opens the app', () => {
    expect(opensApp(answer(command('app')))).toBe(true);
  });

  it('/profile says name, language and since when', () => {
    expect(wordsOf(answer(command('profile')))).toBe(
      'Your profile\nName: Anna\nLanguage: English\nWith us since November 21, 2026',
    );
  });

  it('/sessions lists devices, each with a button that signs it out', () => {
    const reply = answer(command('sessions'), known, done([session(1), session(2)]));
    expect(wordsOf(reply)).toBe(
      'You are signed in on 2 devices:\nPhone 1, last seen Nov 21, 2026\nPhone 2, last seen Nov 21, 2026',
    );
    expect(callbacksOf(reply)).toEqual([`revoke:${session(1).id}`, `revoke:${session(2).id}`, 'revoke_all']);
  });

  it('/sessions shows ten of many, and says how many more there are', () => {
    const reply = answer(command('sessions'), known, done(Array.from({ length: 13 }, (_, n) => session(n))));
    expect(wordsOf(reply)).toMatch(/on 13 devices:[\s\S]+and 3 more devices$/);
    expect(callbacksOf(reply)).toHaveLength(11);
  });

  it('/sessions offers the app where nobody is signed in', () => {
    const reply = answer(command('sessions'));
    expect(wordsOf(reply)).toBe('You are not signed in on any device.');
    expect(opensApp(reply)).toBe(true);
  });

  it.each([
    ['link', 'link'],
    ['security', 'security'],
  ])('/%s opens the app at that screen', (name, screen) => {
    const { buttons } = answer(command(name));
    expect(buttons.flat()).toContainEqual(expect.objectContaining({ openApp: screen }));
  });

  it('/link offers the app first, and says what becomes of a password before it can be typed here', () => {
    const reply = answer(command('link'));
    expect(reply.buttons.flat().map((button) => ('openApp' in button ? 'app' : 'here'))).toEqual([
      'app',
      'here',
    ]);
    expect(wordsOf(reply)).toMatch(/stays in this chat until you delete it: I can’t do that here\.$/);
    expect(wordsOf(answer(command('link'), { ...known, canDelete: true }))).toMatch(
      /I delete your message as soon as it arrives\.$/,
    );
  });

  it('/register says what is agreed to above the one button, and who is registered is told so', () => {
    const reply = answer(command('register'), stranger);
    expect(wordsOf(reply)).toMatch(/^Registering means that we keep your name and language/);
    expect(callbacksOf(reply)).toEqual(['do:register']);
    expect(wordsOf(answer(command('register')))).toBe('You are registered.');
  });

  it('/cancel says when there is nothing to stop', () => {
    expect(wordsOf(answer(command('cancel')))).toBe('There is nothing to stop.');
  });

  it('/security goes on in the chat as well, and leads to the devices', () => {
    expect(callbacksOf(answer(command('security')))).toEqual(['do:security', 'sessions']);
  });

  it('/language offers three, each in its own words', () => {
    expect(callbacksOf(answer(command('language')))).toEqual(['language:en', 'language:ru', 'language:zh']);
  });

  it('/help names every command', () => {
    for (const name of commandNames) expect(wordsOf(answer(command('help')))).toContain(`/${name} – `);
  });

  it.each<[string, Input]>([
    ['words', { kind: 'text' }],
    ['a command that is none', command('buy')],
    ['a command named like a method of objects', command('constructor')],
  ])('%s get a helpful answer', (_what, input) => {
    expect(wordsOf(answer(input))).toMatch(/^I did not understand that\.\nThis is what I can do:/);
  });

  it.each(['profile', 'sessions', 'link', 'security', 'language'])(
    '/%s sends a stranger to the app, and asks for patience while the API is away',
    (name) => {
      expect(wordsOf(answer(command(name), stranger))).toBe(
        'You are not registered yet. Open the app once, and you are; or do it here with /register.',
      );
      expect(opensApp(answer(command(name), stranger))).toBe(true);
      expect(wordsOf(answer(command(name), offline))).toBe(
        'We can’t do that just now. Please try again in a minute.',
      );
    },
  );
});

describe('buttons', () => {
  it('signing out a device is asked before it is done', () => {
    const ask = turnOf(press(`revoke:${session(1).id}`));
    expect(ask.action).toEqual({ do: 'list_sessions' });
    const reply = replyTo(ask, known, done([session(1)]));
    expect(wordsOf(reply)).toBe('Sign out Phone 1?');
    expect(callbacksOf(reply)).toEqual([`revoke_yes:${session(1).id}`, 'sessions']);
    expect(turnOf(press(`revoke_yes:${session(1).id}`)).action).toEqual({
      do: 'revoke_session',
      sessionId: session(1).id,
    });
  });

  it('a device that is gone, or was never theirs, is not asked about: the list comes again', () => {
    const reply = answer(press(`revoke:${session(9).id}`), known, done([session(1)]));
    expect(reply.notice).toEqual({ key: 'sessions.gone' });
    expect(wordsOf(reply)).toContain('Phone 1');
    expect(wordsOf(answer(press(`revoke_yes:${session(9).id}`), known, { is: 'not_found' }))).toBe(
      'That device is signed out already.',
    );
  });

  it('signing out everywhere is asked before it is done', () => {
    expect(turnOf(press('revoke_all')).action).toBeUndefined();
    expect(callbacksOf(answer(press('revoke_all')))).toEqual(['revoke_all_yes', 'sessions']);
    expect(turnOf(press('revoke_all_yes')).action).toEqual({ do: 'revoke_all_sessions' });
    expect(wordsOf(answer(press('revoke_all_yes')))).toMatch(/^You are signed out everywhere/);
  });

  it('a chosen language is answered in it', () => {
    const turn = turnOf(press('language:ru'));
    expect(turn.action).toEqual({ do: 'set_locale', locale: 'ru' });
    expect(replyTo(turn, known, done())).toMatchObject({ locale: 'ru', setsUpMenu: true });
  });

  it.each([
    ['confirm', 'approve', 'Confirmed.'],
    ['deny', 'deny', 'Refused.'],
  ])('%s decides the proof and leaves no button behind', (word, decision, opening) => {
    const turn = turnOf(press(`${word}:${id}`));
    expect(turn.action).toEqual({ do: 'decide_proof', confirmationId: id, decision });
    const reply = replyTo(turn, known, done());
    expect(wordsOf(reply)).toMatch(new RegExp(`^${opening}`));
    expect(reply.buttons).toEqual([]);
    expect(wordsOf(replyTo(turn, known, { is: 'not_found' }))).toMatch(/^This question is closed/);
  });

  it('recovery_cancel stops a recovery, and leads to the devices: somebody is signed in', () => {
    const turn = turnOf(press(`recovery_cancel:${id}`));
    expect(turn.action).toEqual({ do: 'cancel_recovery', recoveryId: id });
    const reply = replyTo(turn, known, done());
    expect(wordsOf(reply)).toMatch(/^Cancelled\. Your second factors stay\./);
    expect(callbacksOf(reply)).toEqual(['sessions']);
    expect(wordsOf(replyTo(turn, known, { is: 'not_found' }))).toMatch(/^That recovery is over already/);
  });

  it.each([
    '',
    'recovery_cancel',
    'recovery_cancel:1',
    'revoke',
    'revoke:',
    'revoke:1',
    `revoke:${id}x`,
    'language:de',
    'confirm:all',
    'buy:1',
    '__proto__:1',
    'constructor',
  ])('the button "%s" is told that it no longer works, and its message stays', (data) => {
    const turn = turnOf(press(data));
    expect(turn.action).toBeUndefined();
    expect(replyTo(turn, known, done())).toEqual({ blocks: [], buttons: [], notice: { key: 'button.gone' } });
  });

  it.each<[string, Context, Outcome]>([
    ['the account can’t be looked up', offline, done()],
    ['the action could not be done', known, { is: 'unavailable' }],
  ])('keep their message, to be pressed again, when %s', (_when, context, outcome) => {
    const reply = answer(press(`confirm:${id}`), context, outcome);
    expect(reply).toMatchObject({ blocks: [], notice: { key: 'unavailable' } });
  });

  it('carry at most 64 bytes', () => {
    const longest = [
      answer(command('sessions'), known, done([session(1)])),
      answer(press(`revoke:${session(1).id}`), known, done([session(1)])),
    ];
    for (const data of longest.flatMap(callbacksOf)) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });
});
