import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Dictionary } from './text/en.ts';
import { useText } from './text/use-text.tsx';

const views = ['people', 'phone', 'tools'] as const;
export type View = (typeof views)[number];
const names: Record<View, keyof Dictionary> = {
  people: 'viewPeople',
  phone: 'viewPhone',
  tools: 'viewTools',
};

/** In a narrow window, which part of the desk is seen. The others stay as they are: an open mini app goes on running. */
export const ViewSwitch = ({ value, onChange }: { value: View; onChange: (view: View) => void }) => {
  const { t } = useText();
  return (
    <ToggleButtonGroup
      className="view-switch"
      aria-label={t('view')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([view]) => onChange(view as View)}
    >
      {views.map((view) => (
        <ToggleButton key={view} id={view} className="view-choice">
          {t(names[view])}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};
