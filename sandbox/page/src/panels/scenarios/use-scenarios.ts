import type { TimelineEntry } from '@atlas/shared/trace';
import { createContext, use, useCallback, useEffect, useRef, useState } from 'react';
import { type RunState, runScenario } from '../../scenarios/run-scenario.ts';
import type { Scenario } from '../../scenarios/step.ts';

/** How many timeline entries a story looks back. */
const kept = 500;

export type Scenarios = {
  run: RunState | undefined;
  play: (scenario: Scenario) => void;
  stop: () => void;
};
type Desk = { personId: number | undefined; take: (personId: number) => void };

const ScenariosContext = createContext<Scenarios | undefined>(undefined);
export const ScenariosProvider = ScenariosContext.Provider;

export const useScenarios = (): Scenarios => {
  const scenarios = use(ScenariosContext);
  if (!scenarios) throw new Error('useScenarios outside its provider');
  return scenarios;
};

/** `?pace=200` in the page's address: how long each step stands, in ms. */
const chosenPaceMs = (): number | undefined => {
  const pace = new URLSearchParams(location.search).get('pace');
  return pace !== null && /^\d{1,5}$/.test(pace) ? Number(pace) : undefined;
};

const isOver = ({ status }: TimelineEntry) => status !== 'sending';

/** One story at a time; it goes on whichever tool is looked at. `onEntry` is to be told of the timeline. */
export const useNewScenarios = ({ personId, take }: Desk) => {
  const [run, setRun] = useState<RunState>();
  const entries = useRef<TimelineEntry[]>([]);
  const playing = useRef<AbortController>(undefined);
  const desk = useRef<Desk>({ personId, take });
  desk.current = { personId, take };

  const onEntry = useCallback((entry: TimelineEntry) => {
    entries.current.push(entry);
    if (entries.current.length > kept) entries.current.shift();
  }, []);
  const stop = useCallback(() => playing.current?.abort(), []);
  const play = useCallback((scenario: Scenario) => {
    playing.current?.abort();
    const controller = new AbortController();
    playing.current = controller;
    let ownPersonId: number | undefined;
    void runScenario({
      scenario,
      signal: controller.signal,
      paceMs: chosenPaceMs(),
      stage: {
        get personId() {
          return ownPersonId ?? desk.current.personId ?? 0;
        },
        take: (id) => {
          ownPersonId = id;
          desk.current.take(id);
        },
        hasHappened: (names, sinceMs) =>
          entries.current.some(
            (entry) => entry.atMs >= sinceMs && names.includes(entry.name) && isOver(entry),
          ),
      },
      onChange: (state) => {
        if (playing.current === controller) setRun(state);
      },
    });
  }, []);
  useEffect(() => stop, [stop]);
  return { run, play, stop, onEntry };
};
