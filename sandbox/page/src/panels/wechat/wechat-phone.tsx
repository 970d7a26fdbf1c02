import { useState } from 'react';
import type { WechatPerson } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import '../../phone/chat.css';
import { ownAddress } from '../../phone/own-address.ts';
import { PhoneBrowser } from '../../phone/phone-browser.tsx';
import { PhoneFrame } from '../../phone/phone-frame.tsx';
import { ThemeSwitch } from '../../phone/theme-switch.tsx';
import { usePhoneTheme } from '../../phone/use-phone-theme.ts';
import { useText } from '../../text/use-text.tsx';
import { useWechatChat } from './use-wechat-chat.ts';
import './wechat.css';
import { WechatChatView } from './wechat-chat-view.tsx';
import { wechatThemes } from './wechat-themes.ts';

type Props = { person: WechatPerson; onPersonChange: () => void };

/** What a page of the mini program is opened with. */
const startIn = (pagePath: string) => new URLSearchParams(pagePath.split('?')[1] ?? '').get('start');

/** One person's phone with WeChat on it: the chat, its browser, and the mini program's web view. Key it by person. */
export const WechatPhone = ({ person, onPersonChange }: Props) => {
  const { t } = useText();
  const chat = useWechatChat(person.id);
  const [themeId, setThemeId] = usePhoneTheme(`wechat.${person.id}`, wechatThemes);
  const [page, setPage] = useState<string>();
  const theme = wechatThemes[themeId];

  const openPage = (url: string) => {
    const address = ownAddress(url, person.origin);
    if (address) setPage(address);
    else chat.notify(t('outsidePage', { url }));
  };
  /** As the shell does: a code of `wx.login`, handed to the web app in the fragment. */
  const openMiniProgram = (pagePath: string) =>
    void chat.attempt(async () => {
      const { code } = await control.wechat.loginCode(person.id);
      const start = startIn(pagePath);
      const handed = new URLSearchParams({ wechat: code, lang: person.locale, ...(start ? { start } : {}) });
      setPage(`${person.origin}/miniapp/#${handed}`);
    });

  return (
    <div className="phone-stand">
      <PhoneFrame label={t('wechatOf', { name: person.name })} theme={theme}>
        <div className="phone-app" inert={page !== undefined}>
          <WechatChatView
            person={person}
            chat={chat}
            openPage={openPage}
            openMiniProgram={openMiniProgram}
            onPersonChange={onPersonChange}
          />
        </div>
        {page && <PhoneBrowser key={page} src={page} theme={theme} onClose={() => setPage(undefined)} />}
      </PhoneFrame>
      <ThemeSwitch themes={wechatThemes} value={themeId} onChange={setThemeId} />
    </div>
  );
};
