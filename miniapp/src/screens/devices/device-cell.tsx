import type { Session } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { Button } from '../../ui/button.tsx';
import { Cell } from '../../ui/cell.tsx';
import { deviceLabel } from '../../ui/device-label.ts';

/** Within this time a session counts as in use, in milliseconds. */
const activeForMs = 120_000;

const useSeen = ({ current, lastSeenAt }: Session): string => {
  const { clock } = useApp();
  const { t } = useTranslation();
  const times = useTimes();
  const isActive = current || clock() - Date.parse(lastSeenAt) < activeForMs;
  return isActive ? t('devices.activeNow') : t('devices.seen', { when: times.ago(lastSeenAt) });
};

type Props = { session: Session; isBusy?: boolean; onRevoke?: () => void };

/** One session, by what its device is and when it was last used. */
export const DeviceCell = ({ session, isBusy, onRevoke }: Props) => {
  const { t } = useTranslation();
  const times = useTimes();
  const seen = useSeen(session);
  const device = deviceLabel(t, session);
  const since = t('devices.since', { date: times.dateTime(session.createdAt) });
  return (
    <Cell
      icon={['phone', session.current ? 'green' : 'blue']}
      title={device}
      subtitle={`${seen} · ${since}`}
      after={
        onRevoke && (
          <Button
            kind="plain"
            label={t('devices.revokeLabel', { device, seen })}
            isBusy={isBusy ?? false}
            onPress={onRevoke}
          >
            {t('devices.revoke')}
          </Button>
        )
      }
    />
  );
};
