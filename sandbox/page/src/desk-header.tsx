import type { StreamStatus } from './control/use-event-stream.ts';
import { Choice } from './controls/choice.tsx';
import { usePageTheme } from './settings/use-page-theme.ts';
import type { Dictionary } from './text/en.ts';
import { useText } from './text/use-text.tsx';

const statusWords: Record<StreamStatus, keyof Dictionary> = {
  connecting: 'connecting',
  open: 'online',
  reconnecting: 'connecting',
};

export const DeskHeader = ({ status }: { status: StreamStatus }) => {
  const { t, language, setLanguage } = useText();
  const [pageTheme, setPageTheme] = usePageTheme();
  return (
    <header className="desk-header">
      <h1>
        <span className="brand" aria-hidden="true" />
        {t('title')} <small>{t('tagline')}</small>
      </h1>
      <p className="connection" data-status={status}>
        {t(statusWords[status])}
      </p>
      <Choice
        isCompact
        label={t('language')}
        value={language}
        onChange={setLanguage}
        options={[
          { id: 'en', text: 'English' },
          { id: 'ru', text: 'Русский' },
          { id: 'zh', text: '中文' },
        ]}
      />
      <Choice
        isCompact
        label={t('look')}
        value={pageTheme}
        onChange={setPageTheme}
        options={[
          { id: 'system', text: t('lookSystem') },
          { id: 'light', text: t('lookLight') },
          { id: 'dark', text: t('lookDark') },
        ]}
      />
    </header>
  );
};
