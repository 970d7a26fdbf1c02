import { useCallback, useEffect, useState } from 'react';
import type { OldShopCustomer } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';

type Switches = Partial<Pick<OldShopCustomer, 'locked' | 'slow'>>;

/** The old shop's customers, and their two switches. */
export const useOldShop = () => {
  const [customers, setCustomers] = useState<OldShopCustomer[]>([]);
  const [trouble, setTrouble] = useState<string>();

  const attempt = useCallback(async (work: () => Promise<unknown>) => {
    try {
      await work();
      setCustomers(await control.oldShopCustomers());
      setTrouble(undefined);
    } catch (error) {
      setTrouble((error as Error).message);
    }
  }, []);
  useEffect(() => void attempt(async () => undefined), [attempt]);

  return {
    customers,
    trouble,
    change: (id: string, switches: Switches) => attempt(() => control.changeOldShopCustomer(id, switches)),
  };
};
