import type { Recovery } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useTimes } from '../../i18n/use-times.ts';
import { Button } from '../../ui/button.tsx';
import { IconTile } from '../../ui/icon.tsx';
import { useRecovery } from './use-recovery.ts';

type Props = { recovery: Recovery; onChanged: () => void };

/** A recovery that is under way: what it means, when it goes on, and how it is stopped. */
export const RecoveryCard = ({ recovery: { state, readyAt, expiresAt }, onChanged }: Props) => {
  const { t } = useTranslation('protection');
  const times = useTimes();
  const { stop, finish, isBusy } = useRecovery(onChanged);
  const isReady = state === 'ready';
  const title = t(isReady ? 'recovery.readyTitle' : 'recovery.waitingTitle');
  return (
    <section className="card" aria-label={title}>
      <IconTile name="warning" color="red" />
      <div className="card-text">
        <h2 className="card-title">{title}</h2>
        <p className="card-body">
          {isReady
            ? t('recovery.readyText', { date: times.dateTime(expiresAt) })
            : t('recovery.waitingText', { date: times.dateTime(readyAt) })}
        </p>
        {isReady && (
          <Button onPress={() => void finish()} isBusy={isBusy}>
            {t('recovery.finish')}
          </Button>
        )}
        <Button kind={isReady ? 'plain' : 'filled'} onPress={() => void stop()} isBusy={isBusy}>
          {t('recovery.stop')}
        </Button>
      </div>
    </section>
  );
};
