import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import type { ChatState, Launch } from '../../../../../wire.ts';
import { control } from '../../../control/control-client.ts';
import { PhoneDialog } from '../../../phone/phone-dialog.tsx';
import type { PhoneTheme } from '../../../phone/phone-themes.ts';
import '../../../phone/sheet.css';
import { useText } from '../../../text/use-text.tsx';
import { useHostLog } from '../../host-log/use-host-log.ts';
import type { ChatControls } from '../use-chat.ts';
import { BottomBar } from './bottom-bar.tsx';
import { readBotLink } from './follow-bot-link.ts';
import { confirm } from './handlers/dialogs.ts';
import { freshSurface } from './host.ts';
import { createKeyValueStore } from './key-value-store.ts';
import { SheetHeader } from './sheet-header.tsx';
import { useMiniAppHost } from './use-mini-app-host.ts';

/** An app that has said nothing after this long gets a word of explanation. */
const slowMs = 10_000;

type Props = {
  personId: number;
  bot: ChatState['bot'];
  launch: Launch;
  theme: PhoneTheme;
  controls: ChatControls;
  onClose: () => void;
  onShake: () => void;
};

/** The launch parameters go on in the hash: the page adds the phone's theme. [Mini Apps: launch parameters] */
const withTheme = (src: string, theme: PhoneTheme) =>
  `${src}&tgWebAppThemeParams=${encodeURIComponent(JSON.stringify(theme.params))}`;

/** A mini app open in the phone, with the header and buttons that Telegram draws around it. */
export const MiniAppSheet = ({ personId, bot, launch, theme, controls, onClose, onShake }: Props) => {
  const { t } = useText();
  const log = useHostLog();
  const frame = useRef<HTMLIFrameElement>(null);
  const [generation, setGeneration] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is that of the launch; later themes are events
  const src = useMemo(() => withTheme(launch.src, theme), [launch, generation]);
  const stores = useMemo(
    () => ({
      cloud: createKeyValueStore(`sandbox.cloud.${bot.id}.${personId}`),
      device: createKeyValueStore(`sandbox.device.${bot.id}.${personId}`),
    }),
    [bot.id, personId],
  );

  const { surface, asked, host } = useMiniAppHost({
    ...stores,
    frame,
    launch,
    theme,
    log: log.add,
    t,
    close: onClose,
    shake: onShake,
    notify: controls.notify,
    shareContact: controls.shareContact,
    allowWriting: () => controls.attempt(() => control.allowWriting(personId)),
    requestedContact: async () => (await control.requestedContact(personId)).response,
    followBotLink: (pathFull) => {
      const words = readBotLink(pathFull, bot);
      if (words === null) return false;
      onClose();
      if (words) void controls.say(words);
      return true;
    },
  });
  const isSlow = useSlowness(surface.isReady, generation);

  const close = async () => {
    const isSure = !surface.asksBeforeClosing || (await confirm(host, t('closeConfirm'), t('closeAnyway')));
    if (isSure) onClose();
  };
  const reload = () => {
    if (surface.canReload) return host.post('reload_iframe');
    host.change(freshSurface);
    setGeneration((count) => count + 1);
  };

  const colors = {
    '--sheet-header': surface.headerColor,
    '--sheet-ground': surface.backgroundColor,
    '--sheet-bottom': surface.bottomBarColor,
  } as CSSProperties;
  return (
    <>
      <section
        className="sheet"
        aria-label={t('miniApp', { name: bot.firstName })}
        data-fullscreen={surface.isFullscreen || undefined}
        style={colors}
        inert={Boolean(asked)}
      >
        <SheetHeader
          title={bot.firstName}
          surface={surface}
          onBack={() => host.post('back_button_pressed')}
          onClose={() => void close()}
          onSettings={() => host.post('settings_button_pressed')}
          onReload={reload}
        />
        <div className="sheet-body">
          <iframe
            key={generation}
            ref={frame}
            src={src}
            title={t('miniApp', { name: bot.firstName })}
            sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads"
            allow="clipboard-write"
          />
          {!surface.isReady && (
            <div className="sheet-loading" role="status">
              <span className="spinner large" aria-hidden="true" />
              <p>{isSlow ? t('appSlow') : t('appLoading')}</p>
            </div>
          )}
        </div>
        <BottomBar surface={surface} onPress={(which) => host.post(`${which}_button_pressed`)} />
      </section>
      {asked && <PhoneDialog {...asked.question} onAnswer={asked.answer} />}
    </>
  );
};

const useSlowness = (isReady: boolean, generation: number): boolean => {
  const [isSlow, setSlow] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reload waits anew
  useEffect(() => {
    setSlow(false);
    if (isReady) return;
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, [isReady, generation]);
  return isSlow;
};
