import type { Reason } from '../templates/index.ts';

/** Somebody got in with a backup code: either the phone is lost, or the list is. */
export const backupCodeUsed: Reason = {
  name: 'backup_code_used',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) => (event.type === 'backup_code.used.v1' ? { left: event.data.left } : null),
  texts: {
    en: {
      card: 'Backup code used',
      subject: 'A backup code of yours was used',
      body: '<b>One of your backup codes was used.</b>\n\n{left, plural, =0 {None is left.} one {# is left.} other {# are left.}}{left, plural, =0 { Make new ones now.} one { Make new ones soon.} =2 { Make new ones soon.} =3 { Make new ones soon.} other {}} If it was not you, open the app, sign out the devices you do not know, and make new codes.',
      sms: 'Atlas: one of your backup codes was used. Not you? Open the app and sign out unknown devices.',
      open: 'Security',
    },
    ru: {
      card: 'Код использован',
      subject: 'Использован ваш резервный код',
      body: '<b>Использован один из ваших резервных кодов.</b>\n\n{left, plural, =0 {Не осталось ни одного.} one {Остался # код.} few {Осталось # кода.} other {Осталось # кодов.}}{left, plural, =0 { Создайте новые сейчас.} =1 { Скоро понадобятся новые.} =2 { Скоро понадобятся новые.} =3 { Скоро понадобятся новые.} other {}} Если это не вы, откройте приложение, завершите незнакомые сеансы и создайте новые коды.',
      sms: 'Atlas: использован резервный код. Не вы? Откройте приложение',
      open: 'Безопасность',
    },
    zh: {
      card: '备用码已被使用',
      subject: '您的备用码已被使用',
      body: '<b>您的一个备用码已被使用。</b>\n\n{left, plural, =0 {备用码已用完，请立即生成新的。} =1 {还剩 1 个，请尽快生成新的。} =2 {还剩 2 个，请尽快生成新的。} =3 {还剩 3 个，请尽快生成新的。} other {还剩 # 个。}}如果不是您本人操作，请打开应用，退出您不认识的设备，并生成新的备用码。',
      sms: 'Atlas：您的一个备用码已被使用。如非本人操作，请打开应用',
      open: '安全中心',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};
