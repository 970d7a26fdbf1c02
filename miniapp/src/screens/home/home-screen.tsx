import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { isolate } from '../../i18n/isolate.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { LinkCell } from '../../ui/cell.tsx';
import { focusHeading } from '../../ui/focus-heading.ts';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { useValue } from '../../use-value.ts';
import { type Dismissible, nextBestAction } from './next-best-action.ts';
import { NextCard } from './next-card.tsx';
import { useAccountState } from './use-account-state.ts';

const Links = ({ deviceCount }: { deviceCount: number | undefined }) => {
  const { router } = useApp();
  const { t } = useTranslation();
  return (
    <Section title={t('home.account')}>
      <LinkCell icon={['person', 'blue']} title={t('profile.title')} onPress={() => router.open('profile')} />
      <LinkCell
        icon={['shield', 'teal']}
        title={t('home.security')}
        onPress={() => router.open('security')}
      />
      <LinkCell
        icon={['phone', 'green']}
        title={t('devices.title')}
        value={deviceCount}
        onPress={() => router.open('devices')}
      />
      <LinkCell
        icon={['bell', 'red']}
        title={t('notifications.title')}
        onPress={() => router.open('notifications')}
      />
      <LinkCell
        icon={['clock', 'orange']}
        title={t('activity.title')}
        onPress={() => router.open('activity')}
      />
      <LinkCell
        icon={['star', 'violet']}
        title={t('achievements.title')}
        onPress={() => router.open('achievements')}
      />
      <LinkCell icon={['gear', 'grey']} title={t('settings.title')} onPress={() => router.open('settings')} />
    </Section>
  );
};

const HomeScreen = () => {
  const app = useApp();
  const { t } = useTranslation();
  const account = useValue(app.account);
  const launch = useValue(app.launch.state);
  const isSnapshot = useValue(app.isSnapshot);
  const state = useAccountState();
  const hidden = app.resources.slot<readonly Dismissible[]>('dismissed-hints');
  const dismissed = useValue(hidden) ?? [];
  const dismiss = (kind: Dismissible) => {
    focusHeading();
    hidden.set([...dismissed, kind]);
  };
  const isNew = launch.step === 'signed-in' && launch.isNew && !isSnapshot;
  const name = isolate(account?.displayName ?? '');
  return (
    <Page
      title={t('home.title')}
      heading={t(isNew ? 'home.welcome' : 'home.greeting', { name })}
      lead={account && <Avatar id={account.id} name={account.displayName} />}
      layout="hub"
    >
      {isNew && <p className="page-lead">{t('home.welcomeText')}</p>}
      {!isSnapshot && (
        <ResourceView resource={state} skeletonRows={1}>
          {(known) => <NextCard action={nextBestAction(known, app.clock(), dismissed)} onDismiss={dismiss} />}
        </ResourceView>
      )}
      <Links deviceCount={state.data?.sessions.length} />
    </Page>
  );
};

export default HomeScreen;
