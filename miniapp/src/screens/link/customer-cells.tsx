import type { MaskedCustomer } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { isolate } from '../../i18n/isolate.ts';
import { Cell } from '../../ui/cell.tsx';

/** The customer of the old shop: enough to recognise oneself. */
export const CustomerCells = ({ customer: { name, email, phone } }: { customer: MaskedCustomer }) => {
  const { t } = useTranslation('protection');
  return (
    <>
      <Cell icon={['person', 'blue']} title={t('link.name')} value={isolate(name)} />
      {email && <Cell icon={['mail', 'teal']} title={t('link.email')} value={isolate(email)} />}
      {phone && <Cell icon={['phone', 'green']} title={t('link.phone')} value={isolate(phone)} />}
    </>
  );
};
