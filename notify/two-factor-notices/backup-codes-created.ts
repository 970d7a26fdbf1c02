import type { Reason } from '../templates/index.ts';

/** New backup codes. The codes themselves are shown once, in the app, and never sent. */
export const backupCodesCreated: Reason = {
  name: 'backup_codes_created',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_most_once',
  decide: (event) => (event.type === 'backup_codes.created.v1' ? { count: event.data.count } : null),
  texts: {
    en: {
      card: 'New backup codes',
      body: 'You have {count, plural, one {# new backup code} other {# new backup codes}}. Any from before no longer work. Keep them where you would keep a spare key.',
      open: 'Security',
    },
    ru: {
      card: 'Новые коды',
      body: 'У вас {count, plural, one {# новый резервный код} few {# новых резервных кода} other {# новых резервных кодов}}. Прежние больше не действуют. Храните их там же, где запасной ключ.',
      open: 'Безопасность',
    },
    zh: {
      card: '已生成新的备用码',
      body: '您有 {count} 个新的备用码，之前的备用码已全部失效。请像保管备用钥匙一样妥善保存。',
      open: '安全中心',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};
