import { useEffect, useId, useRef } from 'react';
import { Button, type ButtonProps } from 'react-aria-components';

export type DialogButton = { id: string; text: string; kind: 'default' | 'destructive' | 'quiet' };
export type Question = { title?: string; message: string; buttons: DialogButton[] };

type Props = Question & {
  /** The pressed button's id, or null when it was dismissed. */
  onAnswer: (id: string | null) => void;
};

/**
 * A dialog of the phone, not of the page: the rest of the phone is inert meanwhile, the desk around it stays usable.
 * Focus goes to its first button and comes back to where it was.
 */
export const PhoneDialog = ({ title, message, buttons, onAnswer }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const messageId = useId();

  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector('button')?.focus();
    return () => {
      // Once the phone is no longer inert.
      requestAnimationFrame(() => before instanceof HTMLElement && before.isConnected && before.focus());
    };
  }, []);

  const dismissOnEscape: ButtonProps['onKeyDown'] = (event) => {
    if (event.key === 'Escape') onAnswer(null);
    else event.continuePropagation();
  };

  return (
    <div className="phone-dialog-veil">
      <div
        ref={box}
        className="phone-dialog"
        role="alertdialog"
        aria-labelledby={title ? titleId : messageId}
        aria-describedby={messageId}
      >
        {title && (
          <h2 id={titleId} dir="auto">
            {title}
          </h2>
        )}
        <p id={messageId} dir="auto">
          {message}
        </p>
        <div className="phone-dialog-buttons" data-count={buttons.length}>
          {buttons.map(({ id, text, kind }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a popup's ids may repeat, its buttons never change places
            <Button key={index} data-kind={kind} onPress={() => onAnswer(id)} onKeyDown={dismissOnEscape}>
              <bdi>{text}</bdi>
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
};
