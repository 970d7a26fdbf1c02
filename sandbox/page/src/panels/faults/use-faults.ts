import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';

/** Faults wear off by calls and by time; looking this often shows it. */
const pollMs = 2000;

/** The active faults, as long as somebody looks at them. */
export const useFaults = () => {
  const [faults, setFaults] = useState<Fault[]>([]);
  const [trouble, setTrouble] = useState<string>();

  const attempt = useCallback(async (work: () => Promise<unknown>) => {
    try {
      await work();
      setFaults(await control.faults());
      setTrouble(undefined);
    } catch (error) {
      setTrouble((error as Error).message);
    }
  }, []);

  useEffect(() => {
    void attempt(async () => undefined);
    // A poll that fails is silent: the banner already says that the server is gone.
    const timer = setInterval(() => void control.faults().then(setFaults, () => undefined), pollMs);
    return () => clearInterval(timer);
  }, [attempt]);

  return {
    faults,
    trouble,
    add: (fault: Fault) => attempt(() => control.addFault(fault)),
    clear: () => attempt(() => control.clearFaults()),
  };
};
