import { useTranslation } from 'react-i18next';
import { useCopy } from '../../protection/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import type { AuthenticatorSetup } from './use-authenticator.ts';

/** In groups of four, as people read and type it. */
const grouped = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ');

/** As an image, whose scripts and links are dead; the page's CSP lets images come as data. */
const imageOf = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;

type Props = { setup: AuthenticatorSetup; isSending: boolean; onSendToChat: () => void };

/** The key in each way that an authenticator app can take it: this phone's app first, then another device's. */
export const SetupKey = ({ setup: { otpauthUri, qrSvg, secret }, isSending, onSendToChat }: Props) => {
  const { t } = useTranslation('protection');
  const copy = useCopy();
  return (
    <section className="section" aria-labelledby="totp-step-1">
      <h2 className="section-title" id="totp-step-1">
        {t('totp.step1')}
      </h2>
      <div className="section-body setup">
        <a className="button button-filled" href={otpauthUri}>
          {t('totp.open')}
        </a>
        <p className="quiet">{t('totp.or')}</p>
        <img className="setup-qr" src={imageOf(qrSvg)} alt={t('totp.qr')} width="220" height="220" />
        <p className="quiet">{t('totp.key')}</p>
        <p className="setup-key" translate="no">
          <code>{grouped(secret)}</code>
        </p>
        <div className="setup-buttons">
          <Button kind="plain" onPress={() => void copy(secret)}>
            {t('totp.copyKey')}
          </Button>
          <Button kind="plain" onPress={onSendToChat} isBusy={isSending}>
            {t('totp.toChat')}
          </Button>
        </div>
      </div>
      <p className="section-footer">{t('totp.toChatHint')}</p>
    </section>
  );
};
