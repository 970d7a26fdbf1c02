import { expect, it } from 'vitest';
import * as english from '../../../../miniapp/src/i18n/en.ts';
import * as englishProtection from '../../../../miniapp/src/i18n/protection/en.ts';
import * as russianProtection from '../../../../miniapp/src/i18n/protection/ru.ts';
import * as chineseProtection from '../../../../miniapp/src/i18n/protection/zh.ts';
import * as russian from '../../../../miniapp/src/i18n/ru.ts';
import * as chinese from '../../../../miniapp/src/i18n/zh.ts';
import { appButtons } from './app-buttons.ts';

const languages = [
  [english.en, englishProtection.en],
  [russian.ru, russianProtection.ru],
  [chinese.zh, chineseProtection.zh],
] as const;

it('calls the mini app’s buttons what the mini app calls them, in every language', () => {
  const said = languages.map(([app, { link, security, protect, totp }]) => ({
    signIn: app.launch.askButton,
    linkShop: app.home.next.link.action,
    checkShop: link.check,
    confirmShop: link.confirm,
    addFactor: security.protect,
    bySms: protect.sms.title,
    byApp: protect.totp.title,
    sendCode: protect.send,
    showKey: totp.start,
    sendKey: totp.toChat,
  }));
  for (const [button, names] of Object.entries(appButtons))
    expect(said.map((words) => words[button as keyof typeof appButtons])).toEqual(names);
});
