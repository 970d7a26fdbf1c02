import type { AccountProfile } from '@atlas/shared/wire';
import { useApp } from '../../app-context.ts';
import { useResource } from '../../resources/use-resource.ts';

/** The profile; what is changed in it is shown everywhere at once. */
export const useProfile = () => {
  const { api, account } = useApp();
  const share = ({ identities: _, ...known }: AccountProfile) => account.set(known);
  const resource = useResource('profile', async (options) => {
    const profile = await api.getAccount(options);
    share(profile);
    return profile;
  });
  const change = (profile: AccountProfile) => {
    resource.replace(profile);
    share(profile);
  };
  return { resource, change };
};
