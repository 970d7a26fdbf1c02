import { useEffect, useState } from 'react';
import type { Launch, Person } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { PhoneDialog } from '../../phone/phone-dialog.tsx';
import '../../phone/chat.css';
import { PhoneFrame } from '../../phone/phone-frame.tsx';
import { phoneThemes } from '../../phone/phone-themes.ts';
import { ThemeSwitch } from '../../phone/theme-switch.tsx';
import { usePhoneTheme } from '../../phone/use-phone-theme.ts';
import { useText } from '../../text/use-text.tsx';
import { useHostLog } from '../host-log/use-host-log.ts';
import { fullName } from '../people/names.ts';
import { ChatView } from './chat-view.tsx';
import { MiniAppSheet } from './mini-app/mini-app-sheet.tsx';
import { useChat } from './use-chat.ts';

type Props = { person: Person; onBlockChange: () => void };

/** One person's phone with Telegram on it. Key it by person. */
export const TelegramPhone = ({ person, onBlockChange }: Props) => {
  const { t } = useText();
  const controls = useChat(person.id, (reason) => t('notSent', { reason }));
  const log = useHostLog();
  const [themeId, setThemeId] = usePhoneTheme(String(person.id), phoneThemes);
  const [launch, setLaunch] = useState<Launch>();
  const [shakes, setShakes] = useState(0);
  const theme = phoneThemes[themeId];
  const { chat, closeAlert } = controls;

  const isBlocked = chat.state?.blocked;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it changes, not when the listener does
  useEffect(() => {
    if (isBlocked !== undefined && isBlocked !== person.blocked) onBlockChange();
  }, [isBlocked]);

  const openApp = async (url: string) => {
    try {
      const launched = await control.launch(person.id, url);
      log.add('note', `launch ${new URL(launched.src).pathname} as ${person.id}`);
      setLaunch(launched);
    } catch (error) {
      controls.notify(t('appFailed', { reason: (error as Error).message }));
    }
  };

  return (
    <div className="phone-stand">
      <PhoneFrame
        label={t('telegramOf', { name: fullName({ messenger: 'telegram', person }) })}
        theme={theme}
        shake={shakes}
        dialog={
          chat.alert !== undefined && (
            <PhoneDialog
              message={chat.alert}
              buttons={[{ id: 'ok', text: t('ok'), kind: 'default' }]}
              onAnswer={closeAlert}
            />
          )
        }
      >
        <div className="phone-app" inert={launch !== undefined}>
          <ChatView controls={controls} openApp={(url) => void openApp(url)} />
        </div>
        {launch && chat.state && (
          <MiniAppSheet
            key={launch.src}
            personId={person.id}
            bot={chat.state.bot}
            launch={launch}
            theme={theme}
            controls={controls}
            onClose={() => setLaunch(undefined)}
            onShake={() => setShakes((count) => count + 1)}
          />
        )}
      </PhoneFrame>
      <ThemeSwitch themes={phoneThemes} value={themeId} onChange={setThemeId} />
    </div>
  );
};
