import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useText } from '../../text/use-text.tsx';
import { type Messenger, messengerNames, messengers } from './someone.ts';

type Props = { value: Messenger; onChange: (messenger: Messenger) => void };

/** Which messenger the phone on the desk has. */
export const MessengerSwitch = ({ value, onChange }: Props) => {
  const { t } = useText();
  return (
    <ToggleButtonGroup
      className="messenger-switch"
      aria-label={t('messenger')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([messenger]) => onChange(messenger as Messenger)}
    >
      {messengers.map((messenger) => (
        <ToggleButton key={messenger} id={messenger} className="messenger-choice">
          {messengerNames[messenger]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};
