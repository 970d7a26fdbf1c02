import type { SessionList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useResource } from '../../resources/use-resource.ts';
import { ActionCell, Cell } from '../../ui/cell.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { DeviceCell } from './device-cell.tsx';
import { useRevocations } from './use-revocations.ts';
import { useSignOut } from './use-sign-out.ts';

type Props = { sessions: SessionList; replace: (sessions: SessionList) => void };

const Devices = ({ sessions, replace }: Props) => {
  const { t } = useTranslation();
  const { revokeOne, revokeOthers, isBusy } = useRevocations(sessions, replace);
  const { signOut, isBusy: isLeaving } = useSignOut();
  const others = sessions.items.filter(({ current }) => !current);
  return (
    <>
      <Section title={t('devices.thisDevice')}>
        {sessions.items
          .filter(({ current }) => current)
          .map((session) => (
            <DeviceCell key={session.id} session={session} />
          ))}
        <ActionCell
          icon={['exit', 'red']}
          title={t('devices.signOut')}
          isDestructive
          isBusy={isLeaving}
          onPress={signOut}
        />
      </Section>
      <Section title={t('devices.others')} footer={others.length > 0 && t('devices.hint')}>
        {others.length === 0 && <Cell title={<span className="quiet">{t('devices.othersEmpty')}</span>} />}
        {others.map((session) => (
          <DeviceCell
            key={session.id}
            session={session}
            isBusy={isBusy}
            onRevoke={() => void revokeOne(session)}
          />
        ))}
        {others.length > 1 && (
          <ActionCell
            title={t('devices.revokeOthers')}
            isDestructive
            isBusy={isBusy}
            onPress={() => void revokeOthers()}
          />
        )}
      </Section>
    </>
  );
};

const DevicesScreen = () => {
  const { api } = useApp();
  const { t } = useTranslation();
  const resource = useResource('sessions', api.listSessions);
  return (
    <Page title={t('devices.title')}>
      <ResourceView resource={resource} skeletonRows={3}>
        {(sessions) => <Devices sessions={sessions} replace={resource.replace} />}
      </ResourceView>
    </Page>
  );
};

export default DevicesScreen;
