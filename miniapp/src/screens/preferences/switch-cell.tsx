import { Switch } from 'react-aria-components/Switch';
import { Icon, type IconName, IconTile, type TileColor } from '../../ui/icon.tsx';

type Props = {
  icon: readonly [IconName, TileColor];
  title: string;
  text?: string;
  isOn: boolean;
  /** On for good. */
  isLocked?: boolean;
  onChange: (isOn: boolean) => void;
};

/** A line that is switched on and off as a whole. */
export const SwitchCell = ({ icon: [icon, color], title, text, isOn, isLocked = false, onChange }: Props) => (
  <li>
    <Switch
      className="cell cell-switch"
      isSelected={isLocked || isOn}
      isDisabled={isLocked}
      onChange={onChange}
    >
      <IconTile name={icon} color={color} />
      <span className="cell-text">
        <span className="cell-title">{title}</span>
        {text && <span className="cell-subtitle">{text}</span>}
      </span>
      <span className="switch">
        <span className="switch-knob">{isLocked && <Icon name="lock" />}</span>
      </span>
    </Switch>
  </li>
);
