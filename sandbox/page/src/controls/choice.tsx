import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { DownIcon } from '../phone/icons.tsx';

type Props<T extends string> = {
  label: string;
  value: T;
  options: readonly { id: T; text: string }[];
  onChange: (value: T) => void;
  /** Shows the value alone; the label is still there for those who can't see. */
  isCompact?: boolean;
};

/** One of a few. */
export const Choice = <T extends string>({
  label,
  value,
  options,
  onChange,
  isCompact = false,
}: Props<T>) => (
  <Select className="choice" value={value} onChange={(key) => key !== null && onChange(key as T)}>
    <Label className={isCompact ? 'unseen' : undefined}>{label}</Label>
    <Button className="choice-button">
      <SelectValue />
      <DownIcon />
    </Button>
    <Popover className="menu-popover">
      <ListBox className="menu" items={options}>
        {({ id, text }) => <ListBoxItem id={id}>{text}</ListBoxItem>}
      </ListBox>
    </Popover>
  </Select>
);
