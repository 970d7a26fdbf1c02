import type { ClaimedConnection } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../ui/button.tsx';
import { clockTime } from '../../ui/clock-time.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSecondsUntil } from '../../ui/use-seconds-until.ts';
import { useMessengerAction, useMessengersApi } from '../messengers/use-messengers.ts';
import type { MergeBrought } from './merge-brought.ts';
import { MergeParts } from './merge-parts.tsx';

type Props = { brought: MergeBrought; onClaimed: (claimed: ClaimedConnection) => void; onAgain: () => void };

/** What would happen, and the person's yes or no. A code that ran out while they thought says so. */
export const MergeDecision = ({ brought, onClaimed, onAgain }: Props) => {
  const { accountName, by, expiresAt, merge } = brought;
  const { router } = useApp();
  const api = useMessengersApi();
  const { t } = useTranslation('merges');
  const common = useTranslation().t;
  const confirm = useConfirm();
  const { run, isBusy } = useMessengerAction();
  const seconds = useSecondsUntil(Date.parse(expiresAt));
  const name = isolate(accountName);

  const agree = async () => {
    const isSure = await confirm({
      title: t('sureTitle'),
      message: t('sureText', { name }),
      confirmLabel: t('agree'),
      cancelLabel: common('common.cancel'),
      isDestructive: true,
    });
    if (isSure) await run(async (options) => onClaimed(await api.claimMerge(by, options)));
  };

  if (seconds === 0)
    return (
      <>
        <Notice icon="clock" title={t('overTitle')}>
          <p role="status">{t('overText')}</p>
        </Notice>
        <Button onPress={onAgain}>{t('again')}</Button>
      </>
    );
  return (
    <>
      <p className="page-text">
        <strong>{t('into', { name })}</strong>
      </p>
      <p className="page-text">{t('onlyYours')}</p>
      <MergeParts preview={merge} side="goes" />
      <Button isBusy={isBusy} onPress={() => void agree()}>
        {t('agree')}
      </Button>
      <Button
        kind="plain"
        onPress={() => {
          onAgain();
          router.back();
        }}
      >
        {t('dont')}
      </Button>
      <p className="section-footer" role="timer" aria-live="off">
        {t('left', { time: clockTime(seconds) })}
      </p>
    </>
  );
};
