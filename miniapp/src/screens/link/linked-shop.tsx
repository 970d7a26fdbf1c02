import type { ShopLink } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import type { ShopLinkState } from '../../protection/protection-api.ts';
import { Button } from '../../ui/button.tsx';
import { ActionCell, Cell } from '../../ui/cell.tsx';
import { Section } from '../../ui/section.tsx';
import { CustomerCells } from './customer-cells.tsx';
import { useUnlinking } from './use-unlinking.ts';

type Props = {
  link: ShopLink;
  /** Whether it was linked just now. */
  isNew: boolean;
  onChanged: (state: ShopLinkState) => void;
};

/** The linked shop account, with the way back: an undo for thirty days, then unlinking. */
export const LinkedShop = ({ link, isNew, onChanged }: Props) => {
  const { clock, router } = useApp();
  const { t } = useTranslation('protection');
  const times = useTimes();
  const canUndo = Date.parse(link.undoUntil) > clock();
  const { end, isBusy } = useUnlinking(canUndo ? 'undo' : 'unlink', onChanged);
  return (
    <>
      {isNew && <p className="page-text">{t('link.doneText', { date: times.date(link.undoUntil) })}</p>}
      <Section footer={!isNew && canUndo && t('link.linkedHint', { date: times.date(link.undoUntil) })}>
        <Cell
          icon={['check', 'green']}
          title={t('link.doneTitle')}
          subtitle={t('link.linkedSince', { date: times.date(link.linkedAt) })}
        />
        <CustomerCells customer={link.customer} />
      </Section>
      <Section>
        <ActionCell
          title={t(canUndo ? 'link.undo' : 'link.unlink')}
          isDestructive
          isBusy={isBusy}
          onPress={() => void end()}
        />
      </Section>
      {isNew && <Button onPress={router.back}>{t('link.ready')}</Button>}
    </>
  );
};
