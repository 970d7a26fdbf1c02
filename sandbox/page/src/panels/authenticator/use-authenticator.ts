import { useCallback, useEffect, useState } from 'react';
import type { AuthenticatorEntry, NewAuthenticatorEntry } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';

/** Often enough to tick, and to notice that the clock was moved. */
const pollMs = 1000;

/** The authenticator's entries, ticking as long as somebody looks at them. */
export const useAuthenticator = () => {
  const [entries, setEntries] = useState<readonly AuthenticatorEntry[]>([]);
  const [trouble, setTrouble] = useState<string>();

  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      setEntries(await control.authenticator());
      setTrouble(undefined);
      return true;
    } catch (error) {
      setTrouble((error as Error).message);
      return false;
    }
  }, []);

  useEffect(() => {
    void attempt(async () => undefined);
    const timer = setInterval(() => void control.authenticator().then(setEntries, () => undefined), pollMs);
    return () => clearInterval(timer);
  }, [attempt]);

  return {
    entries,
    trouble,
    add: (shown: NewAuthenticatorEntry) => attempt(() => control.addToAuthenticator(shown)),
    remove: (id: number) => attempt(() => control.removeFromAuthenticator(id)),
  };
};
