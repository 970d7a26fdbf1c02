import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { control } from '../../control/control-client.ts';
import { Quantity } from '../../controls/quantity.tsx';
import type { Dictionary } from '../../text/en.ts';
import { useText } from '../../text/use-text.tsx';

const leaps: readonly [keyof Dictionary, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['dayAhead', 86_400],
];

/** Moves the sandbox's clock, and starts it over. */
export const DeskControlsPanel = ({ onReset }: { onReset: () => void }) => {
  const { t } = useText();
  const [outcome, setOutcome] = useState<{ isGood: boolean; text: string }>();

  const attempt = async (work: () => Promise<string>) => {
    try {
      setOutcome({ isGood: true, text: await work() });
    } catch (error) {
      setOutcome({ isGood: false, text: t('failed', { reason: (error as Error).message }) });
    }
  };
  const advance = (seconds: number) =>
    attempt(async () => {
      const { now } = await control.advanceClock(seconds);
      return t('clockNow', { now: new Date(now).toLocaleString() });
    });
  const reset = () =>
    attempt(async () => {
      await control.reset();
      onReset();
      return t('resetDone');
    });

  return (
    <div className="tool-page">
      <p role="status" className={outcome?.isGood === false ? 'trouble' : 'outcome'}>
        {outcome?.text}
      </p>
      <ClockSection onAdvance={(seconds) => void advance(seconds)} />
      <section className="card" aria-labelledby="reset-title">
        <h3 id="reset-title">{t('reset')}</h3>
        <p className="hint">{t('resetHint')}</p>
        <ResetButton onReset={() => void reset()} />
      </section>
    </div>
  );
};

const ClockSection = ({ onAdvance }: { onAdvance: (seconds: number) => void }) => {
  const { t } = useText();
  const [seconds, setSeconds] = useState(300);
  return (
    <section className="card" aria-labelledby="clock-title">
      <h3 id="clock-title">{t('clock')}</h3>
      <p className="hint">{t('clockHint')}</p>
      <div className="button-row">
        {leaps.map(([name, leap]) => (
          <Button key={name} className="button" onPress={() => onAdvance(leap)}>
            {t(name)}
          </Button>
        ))}
      </div>
      <div className="button-row end">
        <Quantity label={t('customSeconds')} value={seconds} max={366 * 86_400} onChange={setSeconds} />
        <Button className="button" onPress={() => onAdvance(seconds)}>
          {t('advance')}
        </Button>
      </div>
    </section>
  );
};

const ResetButton = ({ onReset }: { onReset: () => void }) => {
  const { t } = useText();
  return (
    <DialogTrigger>
      <Button className="button destructive">{t('resetButton')}</Button>
      <ModalOverlay className="veil">
        <Modal className="modal">
          <Dialog role="alertdialog">
            {({ close }) => (
              <div className="form">
                <Heading slot="title">{t('resetQuestion')}</Heading>
                <p>{t('resetHint')}</p>
                <div className="form-buttons">
                  <Button className="button" onPress={close} autoFocus>
                    {t('cancel')}
                  </Button>
                  <Button
                    className="button primary destructive"
                    onPress={() => {
                      close();
                      onReset();
                    }}
                  >
                    {t('reset')}
                  </Button>
                </div>
              </div>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
};
