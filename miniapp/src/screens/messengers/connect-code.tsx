import type { Messenger, StartedConnection } from '@atlas/shared/wire';
import { useId, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { useCopy } from '../../protection/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { QrCode } from '../browser-sign-in/qr-code.tsx';
import { type WayIn, waysIn, wordsOf } from './ways-in.ts';

type ChoiceProps = { ways: readonly WayIn[]; chosen: Messenger; onChoose: (messenger: Messenger) => void };

const ChooseMessenger = ({ ways, chosen, onChoose }: ChoiceProps) => {
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const titleId = useId();
  return (
    <RadioGroup
      className="section"
      aria-labelledby={titleId}
      value={chosen}
      onChange={(value) => onChoose(value as Messenger)}
    >
      <h2 className="section-title" id={titleId}>
        {t('messengers.which')}
      </h2>
      <div className="section-body">
        {ways.map(({ messenger }) => (
          <Radio key={messenger} value={messenger} className="cell cell-choice">
            <span className="cell-text">{common(`messengers.${messenger}`)}</span>
            <span className="choice-mark">
              <Icon name="check" />
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
};

type Props = {
  started: StartedConnection;
  connected: readonly Messenger[];
  isBusy: boolean;
  onCancel: () => void;
};

/** What is brought to the other messenger: as a link where it has such, as a picture for another device, as words. */
export const ConnectCode = ({ started: { token, expiresAt }, connected, isBusy, onCancel }: Props) => {
  const { settings } = useApp();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const times = useTimes();
  const copy = useCopy();
  const titleId = useId();
  const words = wordsOf(token);
  const ways = waysIn(settings, connected, token);
  const [chosen, setChosen] = useState(ways[0]?.messenger);
  const way = ways.find(({ messenger }) => messenger === chosen);
  return (
    <>
      {ways.length > 1 && chosen && <ChooseMessenger ways={ways} chosen={chosen} onChoose={setChosen} />}
      <section className="section" aria-labelledby={titleId}>
        <h2 className="section-title" id={titleId}>
          {t('messengers.codeTitle')}
        </h2>
        <div className="section-body setup">
          <p className="quiet">{t(way?.address ? 'messengers.codeHow' : 'messengers.wordsHow')}</p>
          {way?.address && (
            <a className="button button-filled" href={way.address} rel="noreferrer" target="_blank">
              {t('messengers.openIn', { messenger: common(`messengers.${way.messenger}`) })}
            </a>
          )}
          <QrCode address={way?.address ?? words} alt={t('messengers.qr')} />
          <p className="setup-key" translate="no">
            <code>{words}</code>
          </p>
          <div className="setup-buttons">
            <Button kind="plain" onPress={() => void copy(words)}>
              {t('messengers.copy')}
            </Button>
            <Button kind="plain" isBusy={isBusy} onPress={onCancel}>
              {common('common.cancel')}
            </Button>
          </div>
          <p role="status">{t('messengers.waiting')}</p>
        </div>
        <p className="section-footer">{t('messengers.codeHint', { when: times.dateTime(expiresAt) })}</p>
      </section>
    </>
  );
};
