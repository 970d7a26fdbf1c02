import type { TimelineEntry } from '@atlas/shared/trace';
import type { CSSProperties } from 'react';
import { Button, Collection, TreeItem, TreeItemContent } from 'react-aria-components';
import { ChevronIcon } from '../../phone/icons.tsx';
import type { Dictionary } from '../../text/en.ts';
import { useText } from '../../text/use-text.tsx';
import { formatMs, type Path, type Step } from './group-timeline.ts';

const stepNames: Record<TimelineEntry['step'], keyof Dictionary> = {
  http: 'stepHttp',
  event: 'stepEvent',
  consumed: 'stepConsumed',
  delivery: 'stepDelivery',
  message: 'stepMessage',
};

const moodOf = (status: string): 'good' | 'bad' | undefined => {
  if (/^2\d\d|^(sent|handled|delivered)/.test(status)) return 'good';
  return /^[45]\d\d|fail|error|refus|park|dead|unreach|retry/i.test(status) ? 'bad' : undefined;
};

export const PathItem = ({ path }: { path: Path }) => {
  const { t } = useText();
  const startedAt = new Date(path.startedAtMs);
  return (
    <TreeItem id={path.id} textValue={path.title} className="path">
      <TreeItemContent>
        <Button slot="chevron" className="path-chevron">
          <ChevronIcon />
        </Button>
        <span className="path-title">{path.title}</span>
        <span className="path-facts">
          <time dateTime={startedAt.toISOString()}>{startedAt.toLocaleTimeString('en-GB')}</time>
          {path.steps.length > 1 && <span>{t('steps', { count: path.steps.length })}</span>}
          <strong>{formatMs(path.spanMs)}</strong>
          <code title={path.id}>{path.id.slice(0, 8)}</code>
        </span>
      </TreeItemContent>
      <Collection items={path.steps} dependencies={[t]}>
        {(step) => <StepItem {...step} />}
      </Collection>
    </TreeItem>
  );
};

const percent = (part: number, whole: number) => `${whole === 0 ? 0 : Math.min(100, (100 * part) / whole)}%`;

const StepItem = ({ id, step, name, status, durationMs, offsetMs, pathMs, reference }: Step) => {
  const { t } = useText();
  return (
    <TreeItem id={id} textValue={`${step} ${name}`} className="step" data-step={step}>
      <TreeItemContent>
        <span className="step-kind">{t(stepNames[step])}</span>
        <span className="step-words">
          <span className="step-name" title={reference}>
            {name}
          </span>
          {status && (
            <span className="step-status" data-mood={moodOf(status)}>
              {status}
            </span>
          )}
        </span>
        <span className="step-time">
          <span>+{formatMs(offsetMs)}</span>
          {durationMs !== undefined && (
            <span className="step-took">
              <span className="unseen">{t('took')} </span>
              {formatMs(durationMs)}
            </span>
          )}
        </span>
        <span className="step-track" aria-hidden="true">
          <span
            style={
              {
                '--from': percent(offsetMs, pathMs),
                '--length': percent(durationMs ?? 0, pathMs),
              } as CSSProperties
            }
          />
        </span>
      </TreeItemContent>
    </TreeItem>
  );
};
