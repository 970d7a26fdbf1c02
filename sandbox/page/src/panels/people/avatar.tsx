import { avatarHue, initials } from './names.ts';

type Props = { id: string; names: readonly string[] };

export const Avatar = ({ id, names }: Props) => (
  <span className="avatar" data-hue={avatarHue(id)} aria-hidden="true">
    <bdi>{initials(names)}</bdi>
  </span>
);
