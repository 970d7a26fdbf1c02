import type { Reason } from '../templates/index.ts';

/** A recovery was stopped, by whom says who can do more about it. */
export const recoveryCancelled: Reason = {
  name: 'recovery_cancelled',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  decide: (event) => (event.type === 'recovery.cancelled.v1' ? { by: event.data.by } : null),
  texts: {
    en: {
      card: 'Recovery cancelled',
      body: '<b>The recovery was cancelled; your second factors stay.</b>\n\n{by, select, factor_used {A second factor of yours was used, so it is not lost.} chat {It was cancelled here in the chat.} other {It was cancelled in the app.}}',
      open: 'Security',
    },
    ru: {
      card: 'Сброс защиты отменён',
      body: '<b>Восстановление отменено, вторые факторы остаются.</b>\n\n{by, select, factor_used {Ваш второй фактор был использован, значит, он не потерян.} chat {Отменено здесь, в чате.} other {Отменено в приложении.}}',
      open: 'Безопасность',
    },
    zh: {
      card: '恢复申请已取消',
      body: '<b>恢复申请已取消，您的双重验证方式保持不变。</b>\n\n{by, select, factor_used {您的一种验证方式刚被使用，说明并未丢失。} chat {已在此聊天中取消。} other {已在应用中取消。}}',
      open: '安全中心',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};
