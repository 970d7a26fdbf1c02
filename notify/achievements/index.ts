import type { Locale } from '@atlas/shared/wire';
import type { Reason, Texts } from '../templates/index.ts';
import { badges } from './badges.ts';

/** The name or the praise of whichever achievement it is, as an ICU message. */
const select = (locale: Locale, part: 0 | 1): string =>
  `{achievement, select, ${Object.entries(badges[locale])
    .map(([id, badge]) => `${id} {${badge[part]}}`)
    .join(' ')}}`;

const textsIn = (locale: Locale, open: string): Texts => {
  const badge = select(locale, 0);
  const name = `🏅 <b>${badge}</b>`;
  const praise = select(locale, 1);
  return { card: badge, body: `${name}\n\n${praise}`, digest: `${name}\n${praise}`, open };
};

/** Congratulates on an achievement. It is in the app anyway, so rather not said than said twice. */
export const achievementGranted: Reason = {
  name: 'achievement_granted',
  kind: 'achievements',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_most_once',
  decide: (event) =>
    event.type === 'achievement.granted.v1' ? { achievement: event.data.achievement } : null,
  texts: {
    en: textsIn('en', 'See my achievements'),
    ru: textsIn('ru', 'Мои достижения'),
    zh: textsIn('zh', '查看我的成就'),
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'achievements' }]],
};
