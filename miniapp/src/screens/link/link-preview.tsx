import type { ShopLinkPreview } from '@atlas/shared/wire';
import { type FormEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimes } from '../../i18n/use-times.ts';
import { Button } from '../../ui/button.tsx';
import { Cell } from '../../ui/cell.tsx';
import { clockTime } from '../../ui/clock-time.ts';
import { MainAction } from '../../ui/main-action.tsx';
import { Section } from '../../ui/section.tsx';
import { useSecondsUntil } from '../../ui/use-seconds-until.ts';
import { CustomerCells } from './customer-cells.tsx';

type Props = {
  preview: ShopLinkPreview;
  isBusy: boolean;
  onConfirm: () => void;
  onRefuse: () => void;
};

/** What would join, before it does. */
export const LinkPreview = ({ preview, isBusy, onConfirm, onRefuse }: Props) => {
  const { t } = useTranslation('protection');
  const times = useTimes();
  const seconds = useSecondsUntil(Date.parse(preview.expiresAt));
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const { customer, orderCount, lastOrderAt } = preview;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onConfirm();
  };
  return (
    <>
      <h2 className="page-subheading" ref={ref} tabIndex={-1}>
        {t('link.previewTitle')}
      </h2>
      <p className="page-text">{t('link.previewText')}</p>
      <Section>
        <CustomerCells customer={customer} />
        <Cell title={t('link.orders')} value={orderCount} />
        <Cell
          title={t('link.lastOrder')}
          value={lastOrderAt ? times.date(lastOrderAt) : t('link.noOrders')}
        />
      </Section>
      <form onSubmit={submit} className="section">
        <MainAction label={t('link.confirm')} onPress={onConfirm} isBusy={isBusy} isEnabled={seconds > 0} />
      </form>
      <p className="section-footer page-footer">
        {seconds > 0 ? t('link.validFor', { time: clockTime(seconds) }) : t('link.expired')}
      </p>
      <Button kind="plain" onPress={onRefuse}>
        {t(seconds > 0 ? 'link.notMe' : 'link.check')}
      </Button>
    </>
  );
};
