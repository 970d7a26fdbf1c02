import { useMemo, useState } from 'react';
import { Button, Input, Label, SearchField, ToggleButton, Tree } from 'react-aria-components';
import { PauseIcon, PlayIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { matchesFilter } from './group-timeline.ts';
import { PathItem } from './path-item.tsx';
import './timeline.css';
import type { Timeline } from './use-timeline.ts';

/** The way of each request, up to the message it caused. */
export const TimelinePanel = ({ timeline }: { timeline: Timeline }) => {
  const { t } = useText();
  const { paths, isPaused, waiting, setPaused, clear } = timeline;
  const [filter, setFilter] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => paths.filter((path) => matchesFilter(path, filter.trim())), [paths, filter]);
  const expanded = shown.map(({ id }) => id).filter((id) => !closed.has(id));

  return (
    <div className="timeline">
      <div className="panel-bar">
        <SearchField className="search" value={filter} onChange={setFilter}>
          <Label className="unseen">{t('filter')}</Label>
          <Input placeholder={t('filterHint')} />
        </SearchField>
        <ToggleButton className="button small" isSelected={isPaused} onChange={setPaused}>
          {isPaused ? <PlayIcon /> : <PauseIcon />}
          {isPaused ? t('resume') : t('pause')}
        </ToggleButton>
        <Button className="button small" onPress={clear}>
          {t('clear')}
        </Button>
      </div>
      <p className="timeline-paused" role="status">
        {isPaused && t('pausedNote', { count: waiting })}
      </p>
      <Tree
        className="timeline-tree"
        aria-label={t('events')}
        items={shown}
        dependencies={[t]}
        expandedKeys={expanded}
        onExpandedChange={(keys) =>
          setClosed(new Set(paths.map(({ id }) => id).filter((id) => !keys.has(id))))
        }
        renderEmptyState={() => (
          <div className="panel-empty">
            <p>{filter ? t('eventsNothing', { filter }) : t('eventsWaiting')}</p>
            {!filter && <p>{t('eventsWaitingHint')}</p>}
          </div>
        )}
      >
        {(path) => <PathItem id={path.correlationId} path={path} />}
      </Tree>
    </div>
  );
};
