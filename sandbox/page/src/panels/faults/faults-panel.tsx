import { Button } from 'react-aria-components';
import type { Fault } from '../../../../wire.ts';
import { useText } from '../../text/use-text.tsx';
import { FaultForm } from './fault-form.tsx';
import './faults.css';
import { kindLabels, targetLabels } from './labels.ts';
import { useFaults } from './use-faults.ts';

/** Breaks what surrounds Atlas, on purpose. */
export const FaultsPanel = () => {
  const { t } = useText();
  const { faults, trouble, add, clear } = useFaults();
  return (
    <div className="tool-page">
      <p className="hint">{t('faultsHint')}</p>
      <FaultForm onAdd={add} />
      {trouble && (
        <p role="alert" className="trouble">
          {t('failed', { reason: trouble })}
        </p>
      )}
      <section aria-labelledby="active-faults">
        <div className="section-head">
          <h3 id="active-faults">{t('activeFaults')}</h3>
          <Button className="button small" isDisabled={faults.length === 0} onPress={() => void clear()}>
            {t('removeFaults')}
          </Button>
        </div>
        {faults.length === 0 ? (
          <p className="hint">{t('noFaults')}</p>
        ) : (
          <ul className="fault-list">
            {faults.map((fault, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity, two alike may be active
              <FaultLine key={index} fault={fault} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
};

const FaultLine = ({ fault: { target, kind, count, forSeconds } }: { fault: Fault }) => {
  const { t } = useText();
  const left =
    count !== undefined
      ? t('faultCount', { count })
      : forSeconds !== undefined
        ? t('faultSeconds', { seconds: Math.ceil(forSeconds) })
        : t('scopeAlways');
  return (
    <li>
      <strong>{t(targetLabels[target])}</strong>
      <span>{t(kindLabels[kind])}</span>
      <span className="fault-left">{left}</span>
    </li>
  );
};
