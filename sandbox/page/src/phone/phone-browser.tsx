import { useEffect, useRef, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { CloseIcon, LockIcon, MoreIcon } from './icons.tsx';
import type { PhoneTheme } from './phone-themes.ts';
import './sheet.css';

type Props = {
  /** Where it begins, on the person's own origin. */
  src: string;
  theme: PhoneTheme;
  onClose: () => void;
};

/**
 * A browser tab on the phone, over the chat that a link was followed from. The page in it is told nothing but day or
 * night: `color-scheme` of the frame is what it prefers.
 */
export const PhoneBrowser = ({ src, theme, onClose }: Props) => {
  const { t } = useText();
  const [generation, setGeneration] = useState(0);
  const [isLoaded, setLoaded] = useState(false);
  const closing = useRef<HTMLButtonElement>(null);
  const { host } = new URL(src);

  useEffect(() => {
    const before = document.activeElement;
    closing.current?.focus();
    return () => {
      // Once the chat under it is no longer inert.
      requestAnimationFrame(() => before instanceof HTMLElement && before.isConnected && before.focus());
    };
  }, []);

  const reload = () => {
    setLoaded(false);
    setGeneration((count) => count + 1);
  };
  return (
    <section className="sheet browser" aria-label={t('browserTab', { host })}>
      <header className="sheet-header">
        <Button
          ref={closing}
          className="icon-button"
          data-closes="app"
          aria-label={t('closeTab')}
          onPress={onClose}
        >
          <CloseIcon />
        </Button>
        <p className="browser-address">
          <LockIcon />
          <bdi>{host}</bdi>
        </p>
        <MenuTrigger>
          <Button className="icon-button" aria-label={t('tabMenu')}>
            <MoreIcon />
          </Button>
          <Popover className="menu-popover" placement="bottom end">
            <Menu className="menu">
              <MenuItem onAction={reload}>{t('reload')}</MenuItem>
              <MenuItem onAction={onClose}>{t('closeTab')}</MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
      </header>
      <div className="sheet-body">
        <iframe
          key={generation}
          src={src}
          title={t('browserTab', { host })}
          style={{ colorScheme: theme.scheme }}
          sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads"
          allow="clipboard-write"
          onLoad={() => setLoaded(true)}
        />
        {!isLoaded && (
          <div className="sheet-loading" role="status">
            <span className="spinner large" aria-hidden="true" />
            <p>{t('pageLoading')}</p>
          </div>
        )}
      </div>
    </section>
  );
};
