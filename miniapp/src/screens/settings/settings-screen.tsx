import { useTranslation } from 'react-i18next';
import { version } from '../../../package.json';
import { useApp } from '../../app-context.ts';
import { Cell, LinkCell } from '../../ui/cell.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { useValue } from '../../use-value.ts';
import { LanguageSection } from '../profile/language-section.tsx';
import { useProfile } from '../profile/use-profile.ts';
import { platformName } from './platform-name.ts';

const useMessengerName = (): string => {
  const { bridge } = useApp();
  const { t } = useTranslation();
  return bridge.messenger ? t(`messengers.${bridge.messenger}`) : '';
};

const Appearance = () => {
  const { bridge } = useApp();
  const { t } = useTranslation();
  const { isDark } = useValue(bridge.theme);
  const messenger = useMessengerName();
  return (
    <Section title={t('settings.appearance')}>
      <Cell
        icon={['palette', 'violet']}
        title={t('settings.theme')}
        subtitle={
          bridge.platform === 'browser'
            ? t('settings.themeFollowsDevice')
            : t('settings.themeFollows', { messenger })
        }
        value={t(isDark ? 'settings.dark' : 'settings.light')}
      />
    </Section>
  );
};

const About = () => {
  const { bridge } = useApp();
  const { t } = useTranslation();
  const messenger = useMessengerName();
  return (
    <Section title={t('settings.about')}>
      <Cell icon={['info', 'grey']} title={t('settings.version')} value={version} />
      <Cell
        icon={['phone', 'grey']}
        title={t('settings.openedIn')}
        value={[`${messenger} ${bridge.version}`.trim(), platformName(bridge.platform)].join(' · ')}
      />
    </Section>
  );
};

const SettingsScreen = () => {
  const { router } = useApp();
  const { t } = useTranslation();
  const { resource, change } = useProfile();
  return (
    <Page title={t('settings.title')}>
      <ResourceView resource={resource} skeletonRows={3}>
        {(profile) => <LanguageSection profile={profile} onChanged={change} />}
      </ResourceView>
      <Appearance />
      <Section title={t('settings.account')}>
        <LinkCell
          icon={['person', 'blue']}
          title={t('profile.title')}
          onPress={() => router.open('profile')}
        />
        <LinkCell
          icon={['shield', 'teal']}
          title={t('home.security')}
          onPress={() => router.open('security')}
        />
        <LinkCell
          icon={['bell', 'red']}
          title={t('preferences.title')}
          onPress={() => router.open('preferences')}
        />
        <LinkCell
          icon={['phone', 'green']}
          title={t('devices.title')}
          onPress={() => router.open('devices')}
        />
        <LinkCell
          icon={['clock', 'orange']}
          title={t('activity.title')}
          onPress={() => router.open('activity')}
        />
      </Section>
      <About />
    </Page>
  );
};

export default SettingsScreen;
