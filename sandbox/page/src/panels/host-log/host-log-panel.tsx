import { Button } from 'react-aria-components';
import { useText } from '../../text/use-text.tsx';
import './host-log.css';
import { type HostLogEntry, useHostLog } from './use-host-log.ts';

/** What the mini app said to Telegram and what it was answered. */
export const HostLogPanel = () => {
  const { t } = useText();
  const { entries, clear } = useHostLog();
  if (entries.length === 0) {
    return (
      <div className="panel-empty">
        <p>{t('protocolWaiting')}</p>
        <p>{t('protocolWaitingHint')}</p>
      </div>
    );
  }
  return (
    <div className="host-log">
      <div className="panel-bar">
        <Button className="button small" onPress={clear}>
          {t('clear')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <ol className="host-log-list" aria-label={t('protocolLog')} tabIndex={0}>
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ol>
    </div>
  );
};

const Line = ({ entry: { at, from, event, data } }: { entry: HostLogEntry }) => {
  const { t } = useText();
  const speaker = { app: t('fromApp'), host: t('fromHost'), note: t('note') }[from];
  const isHaptic = event === 'web_app_trigger_haptic_feedback';
  const details = data && Object.keys(data).length > 0 ? JSON.stringify(data) : undefined;
  return (
    <li data-from={from} data-haptic={isHaptic || undefined}>
      <time dateTime={at.toISOString()}>{at.toISOString().slice(11, 23)}</time>
      <span className="host-log-from">{speaker}</span>
      <code className="host-log-event">{event}</code>
      {details && <Details text={details} />}
    </li>
  );
};

/** A theme is fifteen colours long: what does not fit on two lines opens on demand. */
const briefLength = 110;

const Details = ({ text }: { text: string }) =>
  text.length <= briefLength ? (
    <code className="host-log-data">{text}</code>
  ) : (
    <details className="host-log-data">
      <summary>{text.slice(0, briefLength)}…</summary>
      <code>{text}</code>
    </details>
  );
