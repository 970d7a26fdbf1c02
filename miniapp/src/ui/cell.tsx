import type { ReactNode } from 'react';
import { type IconName, IconTile, type TileColor } from './icon.tsx';

type Look = {
  title: ReactNode;
  subtitle?: ReactNode;
  /** On the far side: what is chosen, how many. */
  value?: ReactNode;
  icon?: readonly [IconName, TileColor];
};

const Content = ({ title, subtitle, value, icon }: Look) => (
  <>
    {icon && <IconTile name={icon[0]} color={icon[1]} />}
    <span className="cell-text">
      <span className="cell-title">{title}</span>
      {subtitle && <span className="cell-subtitle">{subtitle}</span>}
    </span>
    {value !== undefined && <span className="cell-value">{value}</span>}
  </>
);

/** A line that tells something; `after` may hold a control of its own. */
export const Cell = ({ after, ...look }: Look & { after?: ReactNode }) => (
  <li className="cell">
    <Content {...look} />
    {after}
  </li>
);

/** A line that leads somewhere. */
export const LinkCell = ({ onPress, ...look }: Look & { onPress: () => void }) => (
  <li>
    <button type="button" className="cell cell-link" onClick={onPress}>
      <Content {...look} />
    </button>
  </li>
);

type ActionProps = {
  title: string;
  onPress: () => void;
  isDestructive?: boolean;
  isBusy?: boolean;
  icon?: readonly [IconName, TileColor];
};

/** A line that does something. */
export const ActionCell = ({ title, onPress, isDestructive, isBusy, icon }: ActionProps) => (
  <li>
    <button
      type="button"
      className={`cell cell-action${isDestructive ? ' is-destructive' : ''}`}
      aria-disabled={isBusy}
      onClick={isBusy ? undefined : onPress}
    >
      <Content title={title} {...(icon ? { icon } : {})} />
    </button>
  </li>
);
