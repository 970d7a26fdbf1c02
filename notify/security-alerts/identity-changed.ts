import type { Reason } from '../templates/index.ts';

/** The messenger said that somebody's number or device changed. Told everywhere but there. */
export const identityChanged: Reason = {
  name: 'identity_changed',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'suspicious.activity.v1' && event.data.kind === 'identity_changed' ? {} : null,
  texts: {
    en: {
      card: 'WhatsApp closed',
      subject: 'Your WhatsApp was closed to your account for now',
      body: '<b>WhatsApp told us that your number or phone changed.</b>\n\nUntil it is proved to be you, that WhatsApp opens nothing of your account, and we do not write there. If it was you, write to us from it, open the app and give your second factor or the password of the old shop. If not, nothing needs to be done.',
      sms: 'Atlas: WhatsApp says that your number or phone changed. It is closed to your account until you prove yourself in the app.',
    },
    ru: {
      card: 'WhatsApp закрыт',
      subject: 'Ваш WhatsApp временно закрыт для вашего аккаунта',
      body: '<b>WhatsApp сообщил, что ваш номер или телефон сменился.</b>\n\nПока не подтверждено, что это вы, этот WhatsApp ничего не открывает в вашем аккаунте, и мы туда не пишем. Если это были вы, напишите нам оттуда, откройте приложение и введите второй фактор или пароль старого магазина. Если нет, делать ничего не нужно.',
      sms: 'Atlas: номер WhatsApp сменился, доступ закрыт. Откройте приложение',
    },
    zh: {
      card: '通讯账号暂时关闭',
      subject: '您的 WhatsApp 暂时无法进入您的账户',
      body: '<b>WhatsApp 通知我们，您的号码或手机已更换。</b>\n\n在确认是您本人之前，该 WhatsApp 无法打开您的账户，我们也不会向其发送消息。如果是您本人，请从该账号联系我们，打开应用并输入第二因素或旧商店的密码。如果不是，无需任何操作。',
      sms: 'Atlas：WhatsApp 显示您的号码或手机已更换，账户已对其关闭，请在应用中验证本人',
    },
  },
  buttons: [],
};
