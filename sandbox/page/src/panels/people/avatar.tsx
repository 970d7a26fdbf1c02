import { avatarHue, initials } from './names.ts';

type Props = { id: number; firstName: string; lastName?: string };

export const Avatar = ({ id, ...name }: Props) => (
  <span className="avatar" data-hue={avatarHue(id)} aria-hidden="true">
    <bdi>{initials(name)}</bdi>
  </span>
);
