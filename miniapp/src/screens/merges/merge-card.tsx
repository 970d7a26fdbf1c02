import type { AccountMergeList, MergeUndoPreview } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { useResource } from '../../resources/use-resource.ts';
import { ActionCell, Cell } from '../../ui/cell.tsx';
import { useConfirm } from '../../ui/confirm.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { FactorLine, MessengerLine, ShopLinkLine } from '../merge/merge-parts.tsx';
import { useMessengerAction, useMessengersApi } from '../messengers/use-messengers.ts';

type Merge = AccountMergeList['items'][number];

const GoesBack = ({ preview: { messengers, factors, hasShopLink } }: { preview: MergeUndoPreview }) => {
  const { t } = useTranslation('merges');
  if (messengers.length + factors.length === 0 && !hasShopLink) return <Cell title={t('list.nothingBack')} />;
  return (
    <>
      {messengers.map((messenger) => (
        <MessengerLine key={messenger} messenger={messenger} note={t('list.messenger')} />
      ))}
      {factors.map((factor) => (
        <FactorLine key={`${factor.kind} ${factor.destination}`} factor={factor} />
      ))}
      {hasShopLink && <ShopLinkLine />}
    </>
  );
};

/** One merge: until when it can be undone, what would go back, and the way to do it. */
export const MergeCard = ({ merge: { id, mergedAt, undoUntil } }: { merge: Merge }) => {
  const { launch } = useApp();
  const api = useMessengersApi();
  const { t } = useTranslation('merges');
  const common = useTranslation().t;
  const times = useTimes();
  const confirm = useConfirm();
  const { run, isBusy } = useMessengerAction();
  const resource = useResource(`undo ${id}`, (options) => api.previewUndo(id, options));

  const undo = async () => {
    const isSure = await confirm({
      title: t('list.undoTitle'),
      message: t('list.undoText'),
      confirmLabel: t('list.undo'),
      cancelLabel: common('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    const isDone = await run((options) => api.undoMerge(id, options), { success: t('list.undone') });
    if (isDone) await launch.startOver('merge_undone');
  };
  return (
    <section aria-label={t('list.merged', { date: times.date(mergedAt) })}>
      <p className="page-text">
        <strong>{t('list.merged', { date: times.date(mergedAt) })}</strong>{' '}
        {t('list.until', { date: times.date(undoUntil) })}
      </p>
      <ResourceView resource={resource} skeletonRows={2}>
        {(preview) => (
          <>
            <Section
              title={t('list.goesBack')}
              footer={preview.isPossible ? t('list.staysHere') : t('list.impossible')}
            >
              <GoesBack preview={preview} />
            </Section>
            {preview.isPossible && (
              <Section>
                <ActionCell
                  title={t('list.undo')}
                  isDestructive
                  isBusy={isBusy}
                  onPress={() => void undo()}
                />
              </Section>
            )}
          </>
        )}
      </ResourceView>
    </section>
  );
};
