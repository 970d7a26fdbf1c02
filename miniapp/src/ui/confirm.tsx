import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from 'react';
import { useApp } from '../app-context.ts';
import type { ConfirmQuestion } from '../messenger/messenger-bridge.ts';

const ConfirmDialog = lazy(() => import('./confirm-dialog.tsx'));

type Ask = (question: ConfirmQuestion) => Promise<boolean>;
type Pending = { question: ConfirmQuestion; answer: (isYes: boolean) => void };

const ConfirmContext = createContext<Ask>(async () => false);

/** Asks before something that can't be taken back: by the messenger's own popup, else by a dialog of ours. */
export const useConfirm = (): Ask => useContext(ConfirmContext);

export const ConfirmProvider = ({ children }: { children: ReactNode }) => {
  const { bridge } = useApp();
  const [pending, setPending] = useState<Pending | null>(null);
  const askHere: Ask = (question) =>
    new Promise((resolve) => {
      const answer = (isYes: boolean) => {
        setPending(null);
        resolve(isYes);
      };
      setPending({ question, answer });
    });
  return (
    <ConfirmContext value={bridge.confirm ?? askHere}>
      {children}
      {pending && (
        <Suspense>
          <ConfirmDialog {...pending} />
        </Suspense>
      )}
    </ConfirmContext>
  );
};
