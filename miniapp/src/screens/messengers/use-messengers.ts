import type { IdentityList } from '@atlas/shared/wire';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { createMessengersApi, type MessengersApi } from './messengers-api.ts';

export const useMessengersApi = (): MessengersApi => {
  const { connection } = useApp();
  return useMemo(() => createMessengersApi(connection.call), [connection]);
};

const spoken = [
  'code_invalid',
  'connection_changed',
  'connection_invalid',
  'connection_not_found',
  'factor_not_allowed',
  'identity_connected',
  'identity_not_found',
  'last_identity',
  'merge_recent',
  'merge_required',
  'messenger_connected',
] as const;

const spokenOfMerges = [
  'identity_suspended',
  'merge_not_found',
  'merge_shop_conflict',
  'merge_undo_impossible',
] as const;

/** Something about messengers that the person asked for, with words of its own for what may be refused. */
export const useMessengerAction = () => {
  const { t } = useTranslation('protection');
  const merges = useTranslation('merges').t;
  const { run, isBusy } = useAction();
  const explain = ({ code }: ApiError) => {
    const key = spoken.find((known) => known === code);
    const ofMerges = spokenOfMerges.find((known) => known === code);
    return key ? t(`messengers.problems.${key}`) : ofMerges && merges(`problems.${ofMerges}`);
  };
  return {
    isBusy,
    run: (work: Parameters<typeof run>[0], outcome: Parameters<typeof run>[1] = {}) =>
      run(work, { explain, ...outcome }),
  };
};

type Identity = IdentityList['items'][number];

/** Takes a messenger off, after asking. */
export const useRemoval = (onRemoved: (identity: Identity) => void) => {
  const api = useMessengersApi();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const { run, isBusy } = useMessengerAction();
  const confirm = useConfirm();

  const remove = async (identity: Identity) => {
    const messenger = common(`messengers.${identity.messenger}`);
    const isSure = await confirm({
      title: t('messengers.removeTitle', { messenger }),
      message: t(identity.current ? 'messengers.removeOwnText' : 'messengers.removeText', { messenger }),
      confirmLabel: t('messengers.remove'),
      cancelLabel: common('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    await run(
      async (options) => {
        await api.remove(identity.id, options);
        onRemoved(identity);
      },
      { success: t('messengers.removed', { messenger }) },
    );
  };
  return { remove, isBusy };
};
