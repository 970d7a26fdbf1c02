import type { ClaimedConnection } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useClaimOutcome } from './use-claim-outcome.ts';

type Props = { claimed: ClaimedConnection; undoDays: number; onAgain: () => void };

/** The number to type on the first side, until it is; then what came of it. */
export const MergeClaimed = ({ claimed, undoDays, onAgain }: Props) => {
  const { resources, router } = useApp();
  const { t } = useTranslation('merges');
  const outcome = useClaimOutcome(claimed.connectionId);
  const leave = () => {
    // What was known is the old account's.
    resources.clear();
    router.reset();
  };
  switch (outcome) {
    case 'waiting':
      return (
        <section className="section">
          <h2 className="section-title">{t('numberTitle')}</h2>
          <div className="section-body setup" role="status">
            <p>{t('numberText')}</p>
            <p className="setup-key">
              <code>{claimed.number}</code>
            </p>
            <p className="quiet">{t('numberHint')}</p>
          </div>
          <p className="waiting">
            <span className="spinner spinner-small" aria-hidden="true" />
            {t('numberWaiting')}
          </p>
        </section>
      );
    case 'merged':
      return (
        <>
          <Notice icon="check" title={t('doneTitle')}>
            <p role="status">{t('doneText', { name: isolate(claimed.accountName), undoDays })}</p>
          </Notice>
          <Button onPress={leave}>{t('doneHome')}</Button>
        </>
      );
    case 'ended':
      return (
        <>
          <Notice icon="warning" title={t('endedTitle')}>
            <p role="status">{t('endedText')}</p>
          </Notice>
          <Button onPress={onAgain}>{t('again')}</Button>
        </>
      );
  }
};
