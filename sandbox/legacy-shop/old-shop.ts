import { join } from 'node:path';
import type { Logger } from '@atlas/shared/process';
import { Router } from 'express';
import type { Faults } from '../faults/faults.ts';
import type { Storage } from '../storage/storage.ts';
import { shopApi } from './shop-api.ts';
import { shopControlRoutes } from './shop-control.ts';
import { shopPage } from './shop-page.ts';
import { createShopWorld } from './shop-world.ts';

export type OldShop = {
  /** Mount at `/legacy-shop`: the contract under `/v1`, the page at the root. */
  router: Router;
  controlRoutes: Router;
  key: string;
  reset(): void;
  stop(): void;
};

/** A web shop from before the messengers, with the accounts and orders that people want to bring along. */
export const createOldShop = ({
  storage,
  faults,
  logger,
}: {
  storage: Storage;
  faults: Faults;
  logger: Logger;
}): OldShop => {
  const world = createShopWorld({ storage });
  const stopping = new AbortController();
  return {
    router: Router()
      .use('/v1', shopApi({ world, faults, logger, stopping: stopping.signal }))
      .use(shopPage({ world, stylesheet: join(import.meta.dirname, 'shop-page.css') })),
    controlRoutes: shopControlRoutes(world),
    key: world.key,
    reset: () => world.reset(),
    stop: () => stopping.abort(),
  };
};
