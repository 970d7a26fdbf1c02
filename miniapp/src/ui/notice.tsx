import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Words for when there is nothing to list. */
export const Notice = ({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) => (
  <div className="notice">
    <span className="notice-icon">
      <Icon name={icon} />
    </span>
    <h2 className="notice-title">{title}</h2>
    <div className="notice-text">{children}</div>
  </div>
);
