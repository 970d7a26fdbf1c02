import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { KindsSection, MailSection } from './kinds-section.tsx';
import { QuietSection, SummarySection } from './schedule-sections.tsx';
import { usePreferences } from './use-preferences.ts';

const PreferencesScreen = () => {
  const { t } = useTranslation();
  const { resource, choose } = usePreferences();
  return (
    <Page title={t('preferences.title')}>
      <ResourceView resource={resource} skeletonRows={3}>
        {(settings) => (
          <>
            <KindsSection settings={settings} choose={choose} />
            <QuietSection settings={settings} choose={choose} />
            <SummarySection settings={settings} choose={choose} />
            <MailSection settings={settings} choose={choose} />
          </>
        )}
      </ResourceView>
    </Page>
  );
};

export default PreferencesScreen;
