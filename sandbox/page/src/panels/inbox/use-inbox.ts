import { createContext, use, useCallback, useEffect, useState } from 'react';
import type { EmailMessage, InboxChange, SmsMessage } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { useEventStream } from '../../control/use-event-stream.ts';

/** What arrived, newest first, and how much of it nobody has looked at. */
export type Inbox = {
  sms: readonly SmsMessage[];
  emails: readonly EmailMessage[];
  unseen: Readonly<Record<InboxChange['inbox'], number>>;
  markSeen: (inbox: InboxChange['inbox']) => void;
  reload: () => void;
};

const nothingUnseen = { sms: 0, email: 0 };
const InboxContext = createContext<Inbox | undefined>(undefined);
export const InboxProvider = InboxContext.Provider;

export const useInbox = (): Inbox => {
  const inbox = use(InboxContext);
  if (!inbox) throw new Error('useInbox outside its provider');
  return inbox;
};

/** Follows both inboxes as long as the desk is open. */
export const useNewInbox = (): Inbox => {
  const [sms, setSms] = useState<readonly SmsMessage[]>([]);
  const [emails, setEmails] = useState<readonly EmailMessage[]>([]);
  const [unseen, setUnseen] = useState<Inbox['unseen']>(nothingUnseen);

  const load = useCallback(async () => {
    const [texts, mails] = await Promise.all([control.sms(), control.emails()]);
    setSms(texts);
    setEmails(mails);
  }, []);
  // The banner says that the server is gone; the stream's next opening loads again.
  const reload = useCallback(() => void load().catch(() => undefined), [load]);
  const markSeen = useCallback(
    (inbox: InboxChange['inbox']) => setUnseen((counts) => ({ ...counts, [inbox]: 0 })),
    [],
  );

  useEffect(reload, [reload]);
  useEventStream<InboxChange>(control.inbox, {
    onOpen: reload,
    onItem: (change) => {
      if (change.inbox === 'sms' && change.message.arrivedAt === null) return;
      setUnseen((counts) => ({ ...counts, [change.inbox]: counts[change.inbox] + 1 }));
      // As the server lists it: a text that came twice is there twice.
      reload();
    },
  });
  return { sms, emails, unseen, markSeen, reload };
};
