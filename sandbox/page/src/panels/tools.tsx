import type { ReactNode } from 'react';
import type { Person } from '../../../wire.ts';
import type { Dictionary } from '../text/en.ts';
import { DeskControlsPanel } from './desk-controls/desk-controls-panel.tsx';
import { FaultsPanel } from './faults/faults-panel.tsx';
import { HostLogPanel } from './host-log/host-log-panel.tsx';
import { OldShopPanel } from './old-shop/old-shop-panel.tsx';
import { TimelinePanel } from './timeline/timeline-panel.tsx';
import type { Timeline } from './timeline/use-timeline.ts';

/** What the desk knows and its tools may use. */
export type Desk = { timeline: Timeline; people: readonly Person[]; onReset: () => void };
export type Tool = { id: string; title: keyof Dictionary; render: (desk: Desk) => ReactNode };

/** The tools beside the phone, in the order of their tabs. A new one is a folder here and a line in this list. */
export const tools: readonly Tool[] = [
  {
    id: 'events',
    title: 'events',
    render: ({ timeline, people }) => <TimelinePanel timeline={timeline} people={people} />,
  },
  { id: 'protocol', title: 'protocol', render: () => <HostLogPanel /> },
  { id: 'old-shop', title: 'targetShop', render: () => <OldShopPanel /> },
  { id: 'faults', title: 'faults', render: () => <FaultsPanel /> },
  { id: 'desk', title: 'deskTab', render: ({ onReset }) => <DeskControlsPanel onReset={onReset} /> },
];
