import { useEffect, useState } from 'react';
import type { WhatsappMessage, WhatsappPerson } from '../../../../wire.ts';
import '../../phone/chat.css';
import { ownAddress } from '../../phone/own-address.ts';
import { PhoneBrowser } from '../../phone/phone-browser.tsx';
import { PhoneFrame } from '../../phone/phone-frame.tsx';
import { ThemeSwitch } from '../../phone/theme-switch.tsx';
import { usePhoneTheme } from '../../phone/use-phone-theme.ts';
import { useText } from '../../text/use-text.tsx';
import { useHostLog } from '../host-log/use-host-log.ts';
import { ListSheet } from './list-sheet.tsx';
import type { Draft } from './use-proposal.ts';
import { useWhatsappChat } from './use-whatsapp-chat.ts';
import './whatsapp.css';
import { WhatsappChatView } from './whatsapp-chat-view.tsx';
import { whatsappThemes } from './whatsapp-themes.ts';

type Props = {
  person: WhatsappPerson;
  draft: Draft | undefined;
  onBlockChange: () => void;
};

/** One person's phone with WhatsApp on it: its chat, and the browser in which links open. Key it by person. */
export const WhatsappPhone = ({ person, draft, onBlockChange }: Props) => {
  const { t } = useText();
  const chat = useWhatsappChat(person.id);
  const log = useHostLog();
  const [themeId, setThemeId] = usePhoneTheme(`whatsapp.${person.id}`, whatsappThemes);
  const [page, setPage] = useState<string>();
  const [listed, setListed] = useState<WhatsappMessage>();
  const theme = whatsappThemes[themeId];

  // A link that opens WhatsApp brings it to the front.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each link is another draft
  useEffect(() => setPage(undefined), [draft]);
  const openPage = (url: string) => {
    const address = ownAddress(url, person.origin);
    if (!address) return chat.notify(t('outsidePage', { url }));
    // Not the fragment: it may hold a way in.
    log.add('note', `browser ${new URL(address).pathname} as ${person.id}`);
    setPage(address);
  };
  const answerFromList = (rowId: string) => {
    setListed(undefined);
    if (listed) void chat.press(listed.messageId, rowId);
  };

  return (
    <div className="phone-stand">
      <PhoneFrame
        label={t('whatsappOf', { name: person.name })}
        theme={theme}
        dialog={
          listed?.list && (
            <ListSheet list={listed.list} onSend={answerFromList} onClose={() => setListed(undefined)} />
          )
        }
      >
        <div className="phone-app" inert={page !== undefined}>
          <WhatsappChatView
            person={person}
            chat={chat}
            draft={draft}
            openPage={openPage}
            openList={setListed}
            onBlockChange={onBlockChange}
            openOwnPage={() => setPage(`${person.origin}/miniapp/`)}
          />
        </div>
        {page && <PhoneBrowser key={page} src={page} theme={theme} onClose={() => setPage(undefined)} />}
      </PhoneFrame>
      <ThemeSwitch themes={whatsappThemes} value={themeId} onChange={setThemeId} />
    </div>
  );
};
