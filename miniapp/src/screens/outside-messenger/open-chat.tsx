import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';

/** The link to the bot, where whoever serves the page named it. */
export const OpenChat = () => {
  const { settings } = useApp();
  const { t } = useTranslation();
  if (!settings.botLink) return null;
  return (
    <a className="button button-filled" href={settings.botLink} rel="noreferrer">
      {t('outside.openChat')}
    </a>
  );
};
