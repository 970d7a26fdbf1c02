import { describe, expect, it } from 'vitest';
import { createI18n, loadWords } from '../../i18n/i18n.ts';
import { describeEvent } from './describe-event.ts';
import type { Speak } from './description.ts';

const entry = (type: string, data: Record<string, unknown>) => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  type,
  time: '2026-11-21T12:00:00Z',
  data,
});
const sentencesIn = async (locale: 'en' | 'ru', type: string, data: Record<string, unknown>) => {
  const instance = await createI18n(locale);
  await Promise.all([loadWords(instance, 'screens'), loadWords(instance, 'protection')]);
  return describeEvent(instance.t as Speak, entry(type, data)).sentences;
};

describe('an event in words', () => {
  it.each([
    ['user.registered.v1', { messenger: 'telegram' }, 'You joined Atlas with Telegram'],
    ['session.opened.v1', { messenger: 'telegram' }, 'Signed in with Telegram'],
    ['session.revoked.v1', { sessionIds: ['a'], reason: 'signed_out' }, 'Signed out'],
    ['session.revoked.v1', { sessionIds: ['a', 'b'], reason: 'revoked' }, 'You ended 2 sessions'],
    ['account.updated.v1', { locale: 'ru' }, 'You changed the language to Русский'],
    [
      'session.revoked.v1',
      { sessionIds: ['a'], reason: 'shop_linked' },
      expect.stringMatching(/^Other sessions ended because/),
    ],
    ['shop_account.linked.v1', {}, 'You linked your old shop account'],
    ['shop_account.unlinked.v1', { reason: 'undone' }, 'The link to the old shop account was undone'],
    ['two_factor.enabled.v1', { factorKind: 'totp' }, 'Second factor added: authenticator app'],
    ['two_factor.updated.v1', { name: 'Work' }, 'You renamed a second factor to \u2068Work\u2069'],
    ['two_factor.disabled.v1', { factorKind: 'sms' }, 'Second factor removed: SMS'],
    ['session.raised.v1', { proved: 'otp' }, 'Confirmed with the authenticator app'],
    ['backup_codes.created.v1', { count: 10 }, '10 new backup codes made'],
    ['backup_code.used.v1', { left: 1 }, 'A backup code was used; 1 left'],
    ['recovery.requested.v1', {}, expect.stringMatching(/^A recovery was started/)],
    ['suspicious.activity.v1', { kind: 'codes_guessed' }, 'Many wrong codes were entered'],
    ['achievement.granted.v1', { achievement: 'first_order' }, 'You earned “First order”'],
    ['account.updated.v1', { displayName: 'Ann' }, 'You changed your name to \u2068Ann\u2069'],
  ])('%s %j', async (type, data, sentence) => {
    expect(await sentencesIn('en', type, data)).toEqual([sentence]);
  });

  it('names each thing that was changed', async () => {
    expect(await sentencesIn('en', 'account.updated.v1', { displayName: 'Ann', locale: 'zh' })).toHaveLength(
      2,
    );
  });

  it('counts as the language does', async () => {
    const revoked = (count: number) => ({ sessionIds: Array(count).fill('a'), reason: 'revoked' });
    expect(await sentencesIn('ru', 'session.revoked.v1', revoked(21))).toEqual(['Вы завершили 21 сеанс']);
    expect(await sentencesIn('ru', 'session.revoked.v1', revoked(12))).toEqual(['Вы завершили 12 сеансов']);
  });

  it.each([
    ['a type of a later version', 'order.placed.v7', {}],
    ['a suspicion of a later version', 'suspicious.activity.v1', { kind: 'constructor' }],
    ['an achievement of a later version', 'achievement.granted.v1', { achievement: 'famous' }],
    ['data of another shape', 'session.opened.v1', { messenger: 'pigeon' }],
    ['a name of a prototype', 'toString', {}],
  ])('has general words for %s', async (_what, type, data) => {
    expect(await sentencesIn('en', type, data)).toEqual(['Something changed in your account']);
  });
});
