import { Button, Group, Input, Label, NumberField } from 'react-aria-components';

type Props = { label: string; value: number; max: number; onChange: (value: number) => void };

/** A whole number from 1 up to `max`. */
export const Quantity = ({ label, value, max, onChange }: Props) => (
  <NumberField
    className="field quantity"
    value={value}
    minValue={1}
    maxValue={max}
    step={1}
    onChange={(next) => Number.isInteger(next) && onChange(next)}
  >
    <Label>{label}</Label>
    <Group className="quantity-group">
      <Button slot="decrement">−</Button>
      <Input />
      <Button slot="increment">+</Button>
    </Group>
  </NumberField>
);
