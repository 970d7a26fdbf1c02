import { useMemo, useState } from 'react';
import { Button, Input, Label, SearchField, ToggleButton, Tree } from 'react-aria-components';
import { Choice } from '../../controls/choice.tsx';
import { PauseIcon, PlayIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { fullName } from '../people/names.ts';
import { keyOf, messengerNames, refOf, type Someone } from '../people/someone.ts';
import { matchesFilter, reachesAny } from './group-timeline.ts';
import { PathItem } from './path-item.tsx';
import './timeline.css';
import { useMessageIds } from './use-message-ids.ts';
import type { Timeline } from './use-timeline.ts';

const everybody = 'everybody';

/** The way of each request, up to the message it caused. */
export const TimelinePanel = ({ timeline, people }: { timeline: Timeline; people: readonly Someone[] }) => {
  const { t } = useText();
  const { paths, isPaused, waiting, setPaused, clear } = timeline;
  const [filter, setFilter] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [personKey, setPersonKey] = useState(everybody);
  const person = people.map(refOf).find((ref) => keyOf(ref) === personKey);
  const messageIds = useMessageIds(person, paths);
  const shown = useMemo(
    () =>
      paths.filter(
        (path) => matchesFilter(path, filter.trim()) && (!messageIds || reachesAny(path, messageIds)),
      ),
    [paths, filter, messageIds],
  );
  const isFiltered = filter !== '' || person !== undefined;
  const expanded = shown.map(({ id }) => id).filter((id) => !closed.has(id));

  return (
    <div className="timeline">
      <div className="panel-bar">
        <SearchField className="search" value={filter} onChange={setFilter}>
          <Label className="unseen">{t('filter')}</Label>
          <Input placeholder={t('filterHint')} />
        </SearchField>
        <Choice
          isCompact
          label={t('filterPerson')}
          value={person ? personKey : everybody}
          onChange={setPersonKey}
          options={[
            { id: everybody, text: t('everybody') },
            ...people.map((one) => ({
              id: keyOf(refOf(one)),
              text: `${fullName(one)} · ${messengerNames[one.messenger]}`,
            })),
          ]}
        />
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
            <p>{isFiltered ? t('eventsNothing') : t('eventsWaiting')}</p>
            {!isFiltered && <p>{t('eventsWaitingHint')}</p>}
          </div>
        )}
      >
        {(path) => <PathItem path={path} />}
      </Tree>
    </div>
  );
};
