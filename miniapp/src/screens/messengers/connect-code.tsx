import type { StartedConnection } from '@atlas/shared/wire';
import { toString as toQr } from 'qrcode';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { useCopy } from '../../protection/use-copy.ts';
import { Button } from '../../ui/button.tsx';

/** As an image, whose scripts and links are dead; the page's CSP lets images come as data. */
const imageOf = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** Where Telegram opens the bot with the code; null where we don't know the bot, or are in Telegram. */
const telegramLink = (botLink: string | undefined, token: string): string | null =>
  botLink?.startsWith('https://t.me/') ? `${botLink}?start=connect_${token}` : null;

const useQr = (content: string): string | undefined => {
  const [svg, setSvg] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    void toQr(content, { type: 'svg', margin: 1 }).then((made) => isCurrent && setSvg(made));
    return () => {
      isCurrent = false;
    };
  }, [content]);
  return svg;
};

type Props = { started: StartedConnection; isBusy: boolean; onCancel: () => void };

/** What is brought to the other messenger: as a link, as a picture, as words. */
export const ConnectCode = ({ started: { token, expiresAt }, isBusy, onCancel }: Props) => {
  const { bridge, settings } = useApp();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const times = useTimes();
  const copy = useCopy();
  const words = `connect ${token}`;
  const link = bridge.messenger === 'telegram' ? null : telegramLink(settings.botLink, token);
  const qr = useQr(link ?? words);
  return (
    <section className="section" aria-labelledby="connect-code">
      <h2 className="section-title" id="connect-code">
        {t('messengers.codeTitle')}
      </h2>
      <div className="section-body setup">
        <p className="quiet">{t('messengers.codeHow')}</p>
        {link && (
          <a className="button button-filled" href={link} rel="noreferrer" target="_blank">
            {t('messengers.openTelegram')}
          </a>
        )}
        {qr && (
          <img className="setup-qr" src={imageOf(qr)} alt={t('messengers.qr')} width="220" height="220" />
        )}
        <p className="setup-key" translate="no">
          <code>{words}</code>
        </p>
        <div className="setup-buttons">
          <Button kind="plain" onPress={() => void copy(words)}>
            {t('messengers.copy')}
          </Button>
          <Button kind="plain" isBusy={isBusy} onPress={onCancel}>
            {common('common.cancel')}
          </Button>
        </div>
        <p role="status">{t('messengers.waiting')}</p>
      </div>
      <p className="section-footer">{t('messengers.codeHint', { when: times.dateTime(expiresAt) })}</p>
    </section>
  );
};
