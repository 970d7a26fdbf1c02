import type { ReactNode } from 'react';
import type { Dictionary } from '../text/en.ts';
import { AuthenticatorPanel } from './authenticator/authenticator-panel.tsx';
import { DeskControlsPanel } from './desk-controls/desk-controls-panel.tsx';
import { EmailPanel } from './email/email-panel.tsx';
import { FaultsPanel } from './faults/faults-panel.tsx';
import { HostLogPanel } from './host-log/host-log-panel.tsx';
import type { InboxName } from './inbox/use-inbox.ts';
import { OldShopPanel } from './old-shop/old-shop-panel.tsx';
import { refOf, type Someone } from './people/someone.ts';
import { ScenariosPanel } from './scenarios/scenarios-panel.tsx';
import { SmsPanel } from './sms/sms-panel.tsx';
import { TimelinePanel } from './timeline/timeline-panel.tsx';
import type { Timeline } from './timeline/use-timeline.ts';

/** What the desk knows and its tools may use. */
export type Desk = {
  timeline: Timeline;
  people: readonly Someone[];
  /** Whose phone lies on the desk. */
  chosen: Someone | undefined;
  onReset: () => void;
};
export type Tool = {
  id: string;
  title: keyof Dictionary;
  /** An inbox: its tab shows how much came that nobody has looked at. */
  inbox?: InboxName;
  render: (desk: Desk) => ReactNode;
};

/** The tools beside the phone, in the order of their tabs. A new one is a folder here and a line in this list. */
export const tools: readonly Tool[] = [
  {
    id: 'events',
    title: 'events',
    render: ({ timeline, people }) => <TimelinePanel timeline={timeline} people={people} />,
  },
  { id: 'scenarios', title: 'scenarios', render: () => <ScenariosPanel /> },
  { id: 'sms', title: 'smsTab', inbox: 'sms', render: () => <SmsPanel /> },
  { id: 'email', title: 'targetEmail', inbox: 'email', render: () => <EmailPanel /> },
  {
    id: 'authenticator',
    title: 'authenticator',
    render: ({ chosen }) => <AuthenticatorPanel person={chosen && refOf(chosen)} />,
  },
  { id: 'protocol', title: 'protocol', render: () => <HostLogPanel /> },
  { id: 'old-shop', title: 'targetShop', render: () => <OldShopPanel /> },
  { id: 'faults', title: 'faults', render: () => <FaultsPanel /> },
  { id: 'desk', title: 'deskTab', render: ({ onReset }) => <DeskControlsPanel onReset={onReset} /> },
];
