import { useEffect, useEffectEvent, useRef } from 'react';
import { useApp } from '../app-context.ts';
import type { MainButtonLook } from '../messenger/messenger-bridge.ts';
import { useValue } from '../use-value.ts';
import { Button } from './button.tsx';

type Props = {
  label: string;
  onPress: () => void;
  isBusy: boolean;
  /** Whether there is something to do; the messenger's button only shows then. */
  isEnabled: boolean;
};

const MessengerAction = ({ label, onPress, isBusy }: Props) => {
  const { bridge, palette } = useApp();
  const { button: color, buttonText: textColor } = useValue(palette);
  const look: MainButtonLook = { text: label, isEnabled: true, isBusy, color, textColor };
  const shown = useRef<{ update(look: MainButtonLook): void; hide(): void }>(null);
  const press = useEffectEvent(onPress);
  const show = useEffectEvent(() => bridge.mainButton?.show(look, () => press()) ?? null);
  useEffect(() => {
    shown.current = show();
    return () => shown.current?.hide();
  }, []);
  useEffect(
    () => shown.current?.update({ text: label, isEnabled: true, isBusy, color, textColor }),
    [label, isBusy, color, textColor],
  );
  return null;
};

/** A form's main action: the messenger's own button where it has one, else a button in the page. */
export const MainAction = (props: Props) => {
  const { bridge } = useApp();
  if (bridge.mainButton) return props.isEnabled ? <MessengerAction {...props} /> : null;
  return (
    <Button type="submit" isBusy={props.isBusy} isDisabled={!props.isEnabled}>
      {props.label}
    </Button>
  );
};
