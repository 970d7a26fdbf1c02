import { digestKinds, type NotificationSettings } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { ActionCell, Cell } from '../../ui/cell.tsx';
import { notificationIcons } from '../../ui/notification-icons.ts';
import { Section } from '../../ui/section.tsx';
import { type Change, collecting, inZone, keepingQuiet, quietAt, summaryAt } from './preferences-state.ts';
import { SwitchCell } from './switch-cell.tsx';
import { TimeCell } from './time-cell.tsx';
import { deviceTimeZone, timeZoneName } from './time-zone-name.ts';

type Props = { settings: NotificationSettings; choose: (change: Change) => void };

/** What is told together, once a day. */
export const SummarySection = ({ settings, choose }: Props) => {
  const { t } = useTranslation();
  const { digest } = settings;
  return (
    <Section title={t('preferences.summary.title')} footer={t('preferences.summary.text')}>
      {digestKinds.map((kind) => (
        <SwitchCell
          key={kind}
          icon={notificationIcons[kind]}
          title={t(`preferences.kinds.${kind}.title`)}
          isOn={digest?.kinds.includes(kind) ?? false}
          onChange={(isOn) => choose(collecting(kind, isOn, deviceTimeZone()))}
        />
      ))}
      {digest && (
        <TimeCell
          label={t('preferences.summary.at')}
          value={digest.at}
          onChange={(at) => choose(summaryAt(at))}
        />
      )}
    </Section>
  );
};

const ZoneCells = ({ settings: { timeZone }, choose }: Props) => {
  const { t, i18n } = useTranslation();
  const device = deviceTimeZone();
  const zone = timeZone ?? 'UTC';
  return (
    <>
      <Cell title={t('preferences.zone.title')} value={timeZoneName(zone, i18n.language)} />
      {zone !== device && (
        <ActionCell
          title={t('preferences.zone.take', { zone: timeZoneName(device, i18n.language) })}
          onPress={() => choose(inZone(device))}
        />
      )}
    </>
  );
};

/** When nothing comes but what can't wait. */
export const QuietSection = ({ settings, choose }: Props) => {
  const { t } = useTranslation();
  const { quietHours, digest } = settings;
  const differsFrom = (other: string) => (time: string) =>
    time === other ? t('preferences.quiet.same') : undefined;
  return (
    <Section title={t('preferences.quiet.title')} footer={t('preferences.quiet.text')}>
      <SwitchCell
        icon={['clock', 'violet']}
        title={t('preferences.quiet.keep')}
        isOn={quietHours !== null}
        onChange={(isOn) => choose(keepingQuiet(isOn, deviceTimeZone()))}
      />
      {quietHours && (
        <>
          <TimeCell
            label={t('preferences.quiet.from')}
            value={quietHours.from}
            check={differsFrom(quietHours.to)}
            onChange={(from) => choose(quietAt({ from }))}
          />
          <TimeCell
            label={t('preferences.quiet.to')}
            value={quietHours.to}
            check={differsFrom(quietHours.from)}
            onChange={(to) => choose(quietAt({ to }))}
          />
        </>
      )}
      {(quietHours ?? digest) && <ZoneCells settings={settings} choose={choose} />}
    </Section>
  );
};
