/** What the mini app's buttons are called, in English, Russian and Chinese; a test holds these against its own words. */
export const appButtons = {
  signIn: ['Sign in', 'Войти', '登录'],
  linkShop: ['Link it', 'Привязать', '去关联'],
  checkShop: ['See what joins', 'Посмотреть, что присоединится', '查看将关联的内容'],
  confirmShop: ['Link it', 'Привязать', '关联'],
  addFactor: ['Add a second factor', 'Добавить второй фактор', '添加第二重验证'],
  bySms: ['SMS', 'SMS', '短信'],
  byApp: ['Authenticator app', 'Приложение с кодами', '身份验证器'],
  sendCode: ['Send code', 'Отправить код', '发送验证码'],
  showKey: ['Show the key', 'Показать ключ', '显示密钥'],
  sendKey: ['Send it to my chat', 'Отправить мне в чат', '发送到我的聊天'],
} as const satisfies Readonly<Record<string, readonly [string, string, string]>>;
