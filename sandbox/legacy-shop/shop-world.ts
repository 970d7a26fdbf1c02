import { randomBytes } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';
import type { OldShopCustomer } from '../wire.ts';
import { newShopCustomer, shopCustomers } from './customers.ts';

/** What may be changed on the desk. */
export type ShopChange = { locked?: boolean; slow?: boolean };
type Changes = Record<string, ShopChange>;

const changesSetting = 'legacy-shop.changes';
const addedSetting = 'legacy-shop.added';
/** Stays over resets: a login that Atlas may have linked is never given to somebody else. */
const countSetting = 'legacy-shop.added-count';
const keySetting = 'legacy-shop.key';

const loadKey = (storage: Storage): string => {
  const known = storage.setting<string>(keySetting);
  if (known) return known;
  const key = randomBytes(24).toString('base64url');
  storage.setSetting(keySetting, key);
  return key;
};

export type ShopWorld = ReturnType<typeof createShopWorld>;

/** The old shop's records: made at the start, with what was added and changed on the desk since. */
export const createShopWorld = ({ storage }: { storage: Storage }) => {
  const changes = (): Changes => storage.setting<Changes>(changesSetting) ?? {};
  const added = (): OldShopCustomer[] => storage.setting<OldShopCustomer[]>(addedSetting) ?? [];
  const list = (): OldShopCustomer[] => {
    const changed = changes();
    const customers = [...shopCustomers, ...added()];
    return customers.map((customer) => ({ ...customer, ...changed[customer.id] }));
  };
  return {
    /** What callers show as `X-Shop-Key`; stays over restarts and resets. */
    key: loadKey(storage),
    list,
    find: (id: string) => list().find((customer) => customer.id === id),
    /** Logins are addresses or names: their case and the space around them don't count. */
    findByLogin: (login: string) => {
      const wanted = login.trim().toLowerCase();
      return list().find((customer) => customer.login === wanted);
    },
    /** Somebody who has shopped there for years, with a login that nobody has used yet. */
    add: (name: string): OldShopCustomer => {
      const count = (storage.setting<number>(countSetting) ?? 0) + 1;
      const customer = newShopCustomer(name, count);
      storage.setSetting(countSetting, count);
      storage.setSetting(addedSetting, [...added(), customer]);
      return customer;
    },
    change: (id: string, change: ShopChange) => {
      const changed = changes();
      storage.setSetting(changesSetting, {
        ...changed,
        [id]: { ...changed[id], ...change },
      });
    },
    reset: () => {
      storage.removeSetting(changesSetting);
      storage.removeSetting(addedSetting);
    },
  };
};
