import type { EventData } from '@atlas/shared/events';
import type { Reason } from '../templates/index.ts';

type Kind = EventData['suspicious.activity.v1']['kind'];
type Screen = 'link' | 'security' | 'devices';

/** What all alerts about somebody trying have in common; twice is a smaller harm than not at all. */
const alert = (name: string, kind: Kind, screen: Screen, texts: Reason['texts']): Reason => ({
  name,
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  fallbackAfterSeconds: 300,
  decide: (event) => (event.type === 'suspicious.activity.v1' && event.data.kind === kind ? {} : null),
  texts,
  buttons: [[{ label: 'open', opens: 'miniapp', screen }]],
});

/** Somebody knows the password of the shop account that is linked here. */
export const shopAccountClaimed = alert('shop_account_claimed', 'shop_account_claimed', 'link', {
  en: {
    card: 'Shop link attempt',
    subject: 'Somebody else tried to link your shop account',
    body: '<b>Somebody else tried to link your shop account.</b>\n\nThey knew its password. It stays linked to you, but change the password at the shop now.',
    sms: 'Atlas: somebody who knows your shop password tried to link your shop account. Change the password at the shop now.',
    open: 'See the link',
  },
  ru: {
    card: 'Попытка привязки',
    subject: 'Кто-то пытался привязать ваш аккаунт магазина',
    body: '<b>Кто-то другой пытался привязать ваш аккаунт магазина.</b>\n\nОн знал пароль. Аккаунт остаётся привязанным к вам, но смените пароль в магазине сейчас.',
    sms: 'Atlas: кто-то знает ваш пароль магазина. Смените его сейчас',
    open: 'Посмотреть привязку',
  },
  zh: {
    card: '有人试图关联商店账户',
    subject: '有人试图关联您的商店账户',
    body: '<b>有人试图关联您的商店账户。</b>\n\n对方知道密码。该账户仍与您关联，但请立即修改商店密码。',
    sms: 'Atlas：有人知道您的商店密码并试图关联账户，请立即修改密码',
    open: '查看关联',
  },
});

/** Passwords of the old shop are guessed from this account. */
export const shopPasswordGuessed = alert('shop_password_guessed', 'shop_password_guessed', 'devices', {
  en: {
    card: 'Wrong shop passwords',
    subject: 'Wrong shop passwords were tried from your account',
    body: '<b>Wrong shop passwords were tried from your account.</b>\n\nLinking is paused for a while. If it was not you, sign out the devices you do not know.',
    sms: 'Atlas: wrong shop passwords were tried from your account. Not you? Open the app and sign out unknown devices.',
    open: 'See my devices',
  },
  ru: {
    card: 'Неверные пароли',
    subject: 'Из вашего аккаунта вводили неверные пароли магазина',
    body: '<b>Из вашего аккаунта вводили неверные пароли магазина.</b>\n\nПривязка на время приостановлена. Если это не вы, завершите незнакомые сеансы.',
    sms: 'Atlas: вводили неверные пароли магазина. Не вы? Проверьте сеансы',
    open: 'Мои устройства',
  },
  zh: {
    card: '商店密码多次错误',
    subject: '有人用您的账户输入错误的商店密码',
    body: '<b>有人用您的账户多次输入错误的商店密码。</b>\n\n关联功能已暂停一段时间。如果不是您，请退出您不认识的设备。',
    sms: 'Atlas：您的账户多次输入错误的商店密码。非本人？请退出未知设备',
    open: '查看我的设备',
  },
});

/** Wrong codes, many of them: whoever tries is signed in already. */
export const codesGuessed = alert('codes_guessed', 'codes_guessed', 'devices', {
  en: {
    card: 'Wrong codes tried',
    subject: 'Wrong codes were tried on your account',
    body: '<b>Wrong codes were tried on your account.</b>\n\nCodes are not taken for a while; devices that are confirmed stay so. If it was not you, sign out the devices you do not know.',
    sms: 'Atlas: wrong codes were tried on your account. Not you? Open the app and sign out unknown devices.',
    open: 'See my devices',
  },
  ru: {
    card: 'Неверные коды',
    subject: 'В вашем аккаунте вводили неверные коды',
    body: '<b>В вашем аккаунте вводили неверные коды.</b>\n\nКоды на время не принимаются; подтверждённые устройства остаются подтверждёнными. Если это не вы, завершите незнакомые сеансы.',
    sms: 'Atlas: вводили неверные коды. Не вы? Проверьте сеансы',
    open: 'Мои устройства',
  },
  zh: {
    card: '验证码多次错误',
    subject: '有人在您的账户中输入错误的验证码',
    body: '<b>有人在您的账户中多次输入错误的验证码。</b>\n\n验证码暂时停用；已验证的设备不受影响。如果不是您，请退出您不认识的设备。',
    sms: 'Atlas：您的账户多次收到错误的验证码。非本人？请退出未知设备',
    open: '查看我的设备',
  },
});

/** A factor went off because it was guessed at for too long. */
export const factorLocked = alert('factor_locked', 'factor_locked', 'security', {
  en: {
    card: 'Second factor is off',
    subject: 'A second factor of yours was switched off',
    body: '<b>A second factor of yours was switched off to be safe.</b>\n\nToo many wrong codes were tried on it. Sign out the devices you do not know, then set it up anew.',
    sms: 'Atlas: a second factor of yours was switched off after too many wrong codes. Open the app and set it up anew.',
    open: 'Security',
  },
  ru: {
    card: 'Фактор отключён',
    subject: 'Один из ваших вторых факторов отключён',
    body: '<b>Для безопасности один из ваших вторых факторов отключён.</b>\n\nДля него вводили слишком много неверных кодов. Завершите незнакомые сеансы и настройте его заново.',
    sms: 'Atlas: второй фактор отключён из-за неверных кодов',
    open: 'Безопасность',
  },
  zh: {
    card: '验证方式已停用',
    subject: '您的一种验证方式已被停用',
    body: '<b>为了安全，您的一种验证方式已被停用。</b>\n\n该方式收到过多错误的验证码。请退出您不认识的设备，然后重新设置。',
    sms: 'Atlas：您的一种验证方式因多次输错而停用，请重新设置',
    open: '安全中心',
  },
});
