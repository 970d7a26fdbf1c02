import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button, Label, Radio, RadioGroup } from 'react-aria-components';
import type { WhatsappMessage } from '../../../../wire.ts';
import { CloseIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';

type List = NonNullable<WhatsappMessage['list']>;
type Props = { list: List; onSend: (rowId: string) => void; onClose: () => void };

/** What a list message opens from below: rows, one of which is sent as the answer. */
export const ListSheet = ({ list: { button, rows }, onSend, onClose }: Props) => {
  const { t } = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const box = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLInputElement>('input')?.focus();
    return () => {
      requestAnimationFrame(() => before instanceof HTMLElement && before.isConnected && before.focus());
    };
  }, []);
  const closeOnEscape = ({ key }: KeyboardEvent) => key === 'Escape' && onClose();

  return (
    <div className="phone-dialog-veil list-veil">
      <section ref={box} className="list-sheet" role="dialog" aria-label={button} onKeyDown={closeOnEscape}>
        <RadioGroup value={chosen} onChange={setChosen} className="list-rows">
          <header className="list-head">
            <Button className="icon-button" aria-label={t('close')} onPress={onClose}>
              <CloseIcon />
            </Button>
            <Label>
              <bdi>{button}</bdi>
            </Label>
          </header>
          {rows.map(({ id, title, description, section }, index) => (
            <div key={id}>
              {section && rows[index - 1]?.section !== section && <p className="list-section">{section}</p>}
              <Radio value={id} className="list-row">
                <span className="list-words">
                  <bdi>{title}</bdi>
                  {description && <small dir="auto">{description}</small>}
                </span>
                <span className="list-mark" aria-hidden="true" />
              </Radio>
            </div>
          ))}
        </RadioGroup>
        <Button
          className="start"
          isDisabled={chosen === null}
          onPress={() => chosen !== null && onSend(chosen)}
        >
          {t('send')}
        </Button>
      </section>
    </div>
  );
};
