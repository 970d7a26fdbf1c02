import { useMemo } from 'react';
import { useApp } from '../app-context.ts';
import { createProtectionApi, type ProtectionApi } from './protection-api.ts';

/** The routes of linking and second factors; a request that needs more proof asks for it by itself. */
export const useProtectionApi = (): ProtectionApi => {
  const { connection } = useApp();
  return useMemo(() => createProtectionApi(connection), [connection]);
};

/** The same for the sheet that asks for that proof: here, a refusal is an error. */
export const usePlainProtectionApi = (): ProtectionApi => {
  const { connection } = useApp();
  return useMemo(
    () => createProtectionApi({ call: connection.plainCall, adopt: connection.adopt }),
    [connection],
  );
};
