import type { ReactNode } from 'react';

type Props = {
  children: ReactNode;
  onPress?: () => void;
  kind?: 'filled' | 'plain' | 'destructive' | 'quiet-destructive';
  type?: 'button' | 'submit';
  isBusy?: boolean;
  isDisabled?: boolean;
  label?: string;
};

/** A button that stays focusable while it is busy or can't be used yet, so that focus is never lost. */
export const Button = ({
  children,
  onPress,
  kind = 'filled',
  type = 'button',
  isBusy,
  isDisabled,
  label,
}: Props) => {
  const isOff = isBusy || isDisabled;
  return (
    <button
      type={type}
      className={`button button-${kind}${isBusy ? ' is-busy' : ''}`}
      aria-disabled={isOff ? true : undefined}
      aria-label={label}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
};
