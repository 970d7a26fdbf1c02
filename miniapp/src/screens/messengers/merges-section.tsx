import type { AccountMergeList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { LinkCell } from '../../ui/cell.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';

type Props = { merges: AccountMergeList; isNew: boolean };

/** Accounts that became part of this one and can still be taken apart; nothing where there are none. */
export const MergesSection = ({ merges, isNew }: Props) => {
  const { router } = useApp();
  const { t } = useTranslation('merges');
  const times = useTimes();
  const undoable = merges.items.filter(({ canUndo }) => canUndo);
  const [newest] = undoable;
  if (!newest) return null;
  return (
    <>
      {isNew && (
        <Notice icon="check" title={t('mergedTitle')}>
          <p role="status">{t('mergedUntil', { date: times.date(newest.undoUntil) })}</p>
        </Notice>
      )}
      <Section>
        <LinkCell
          icon={['link', 'green']}
          title={t('list.cell')}
          subtitle={t('mergedUntil', { date: times.date(newest.undoUntil) })}
          value={t('list.count', { count: undoable.length })}
          onPress={() => router.open('merges')}
        />
      </Section>
    </>
  );
};
