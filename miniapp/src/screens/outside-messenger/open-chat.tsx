import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';

/** The link to the chat that this page belongs to, where whoever serves the page named it. */
export const OpenChat = () => {
  const { bridge, settings } = useApp();
  const { t } = useTranslation();
  const link = bridge.messenger === 'whatsapp' ? settings.whatsappLink : settings.botLink;
  if (!link) return null;
  return (
    <a className="button button-filled" href={link} rel="noreferrer">
      {t('outside.openChat')}
    </a>
  );
};
