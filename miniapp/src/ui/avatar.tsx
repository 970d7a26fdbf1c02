import { initialsOf } from './initials.ts';

const colors = ['blue', 'green', 'orange', 'red', 'violet', 'teal'] as const;

/** The same account always has the same colour. */
const colorOf = (id: string) =>
  colors[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % colors.length];

/** Stands for a person whose name is written beside it. */
export const Avatar = ({ id, name }: { id: string; name: string }) => (
  <span className={`avatar tile-${colorOf(id)}`} aria-hidden="true">
    {initialsOf(name)}
  </span>
);
