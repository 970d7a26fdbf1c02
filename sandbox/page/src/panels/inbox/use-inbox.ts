import type { TimelineEntry } from '@atlas/shared/trace';
import { createContext, use, useCallback, useEffect, useState } from 'react';
import type { EmailMessage, SmsMessage } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';

/** What arrived, newest first, and how much of it nobody has looked at. */
export type InboxName = 'sms' | 'email';
export type Inbox = {
  sms: readonly SmsMessage[];
  emails: readonly EmailMessage[];
  unseen: Readonly<Record<InboxName, number>>;
  markSeen: (inbox: InboxName) => void;
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

const arrivals: Readonly<Record<string, InboxName>> = { 'sms → phone': 'sms', 'email → mailbox': 'email' };

/**
 * Both inboxes as long as the desk is open. They are told of arrivals by the timeline, which the desk follows anyway: a
 * browser has few connections to one server. `onEntry` and `reload` are for whoever follows it.
 */
export const useNewInbox = (): Inbox & { onEntry: (entry: TimelineEntry) => void } => {
  const [sms, setSms] = useState<readonly SmsMessage[]>([]);
  const [emails, setEmails] = useState<readonly EmailMessage[]>([]);
  const [unseen, setUnseen] = useState<Inbox['unseen']>(nothingUnseen);
  const [openedAtMs] = useState(() => Date.now());

  const load = useCallback(async () => {
    const [texts, mails] = await Promise.all([control.sms(), control.emails()]);
    setSms(texts);
    setEmails(mails);
  }, []);
  // The banner says that the server is gone; the stream's next opening loads again.
  const reload = useCallback(() => void load().catch(() => undefined), [load]);
  const markSeen = useCallback((inbox: InboxName) => setUnseen((counts) => ({ ...counts, [inbox]: 0 })), []);
  const onEntry = useCallback(
    ({ name, status, atMs }: TimelineEntry) => {
      const inbox = arrivals[name];
      // What came before the page was opened is repeated to it.
      if (!inbox || status !== 'delivered' || atMs < openedAtMs) return;
      setUnseen((counts) => ({ ...counts, [inbox]: counts[inbox] + 1 }));
      reload();
    },
    [openedAtMs, reload],
  );
  useEffect(reload, [reload]);
  return { sms, emails, unseen, markSeen, reload, onEntry };
};
