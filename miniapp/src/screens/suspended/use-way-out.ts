import { toApiError } from '../../api/api-error.ts';
import type { CallOptions } from '../../api/call.ts';
import { useApp } from '../../app-context.ts';
import { useKeepLooking } from '../../launch/use-keep-looking.ts';
import { type Resource, useResource } from '../../resources/use-resource.ts';

/** What lifts the suspension; `nothing`: there is nothing to prove it by. `lifted`: it was proved elsewhere. */
export type WayOut = 'factor' | 'shop' | 'nothing' | 'lifted';

const ways: Readonly<Record<string, WayOut>> = {
  insufficient_user_authentication: 'factor',
  shop_password_required: 'shop',
  identity_suspended: 'nothing',
};

/** Asks for something that is closed, because the refusal says what would open it. */
export const useWayOut = (onLifted: () => void): Resource<WayOut> => {
  const { connection } = useApp();
  const ask = async (options: CallOptions): Promise<WayOut> => {
    try {
      await connection.plainCall('GET', '/v1/account', options);
      return 'lifted';
    } catch (error) {
      const way = ways[toApiError(error).code];
      if (!way) throw error;
      return way;
    }
  };
  useKeepLooking('way-out', async (signal) => {
    const isLifted = (await ask({ signal }).catch(() => null)) === 'lifted' && !signal.aborted;
    if (isLifted) onLifted();
    return isLifted;
  });
  return useResource('way-out', ask);
};
