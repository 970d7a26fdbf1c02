import type { TimelineEntry } from '@atlas/shared/trace';
import { createContext, use, useCallback, useEffect, useRef, useState } from 'react';
import { createFinger } from '../../scenarios/finger/create-finger.ts';
import { createPlayback, type Playback } from '../../scenarios/playback.ts';
import { type RunState, runScenario } from '../../scenarios/run-scenario.ts';
import type { Scenario } from '../../scenarios/step.ts';
import { useStored } from '../../settings/use-stored.ts';
import { useText } from '../../text/use-text.tsx';
import type { Messenger, PersonRef } from '../people/someone.ts';

/** How many timeline entries a story looks back. */
const kept = 500;

export const speeds = ['slow', 'normal', 'fast'] as const;
export type Speed = (typeof speeds)[number];
const paceMs: Readonly<Record<Speed, number>> = { slow: 3600, normal: 1800, fast: 500 };

export type Scenarios = {
  run: RunState | undefined;
  speed: Speed;
  setSpeed: (speed: Speed) => void;
  /** On whose phone the next story is played: the one that lies on the desk. */
  messenger: Messenger;
  play: (scenario: Scenario) => void;
  pause: () => void;
  resume: () => void;
  takeOver: () => void;
  stop: () => void;
};
type Desk = {
  person: PersonRef | undefined;
  messenger: Messenger;
  take: (person: PersonRef) => void;
};

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

const nobody: PersonRef = { messenger: 'telegram', id: '0' };

const isOver = ({ status }: TimelineEntry) => status !== 'sending';

/** One story at a time; it goes on whichever tool is looked at. `onEntry` is to be told of the timeline. */
export const useNewScenarios = ({ person, messenger, take }: Desk) => {
  const [run, setRun] = useState<RunState>();
  const entries = useRef<TimelineEntry[]>([]);
  const playing = useRef<Playback>(undefined);
  const { language } = useText();
  const [speed, setSpeed] = useStored<Speed>('sandbox.story-speed', speeds, 'normal');
  const desk = useRef({ person, messenger, take, language, speed });
  desk.current = { person, messenger, take, language, speed };

  const onEntry = useCallback((entry: TimelineEntry) => {
    entries.current.push(entry);
    if (entries.current.length > kept) entries.current.shift();
  }, []);
  const stop = useCallback(() => playing.current?.stop(), []);
  const pause = useCallback(() => playing.current?.pause(), []);
  const resume = useCallback(() => playing.current?.resume(), []);
  const takeOver = useCallback(() => playing.current?.takeOver(), []);
  const play = useCallback((scenario: Scenario) => {
    playing.current?.stop();
    const playback = createPlayback({ paceMs: () => chosenPaceMs() ?? paceMs[desk.current.speed] });
    playing.current = playback;
    const { messenger: played } = desk.current;
    let ownPerson: PersonRef | undefined;
    void runScenario({
      scenario,
      playback,
      stage: {
        finger: createFinger(playback),
        messenger: played,
        get languageCode() {
          return desk.current.language;
        },
        get person() {
          return ownPerson ?? desk.current.person ?? nobody;
        },
        take: (person) => {
          ownPerson = person;
          desk.current.take(person);
        },
        hasHappened: (names, sinceMs) =>
          entries.current.some(
            (entry) => entry.atMs >= sinceMs && names.includes(entry.name) && isOver(entry),
          ),
      },
      onChange: (state) => {
        if (playing.current === playback) setRun(state);
      },
    });
  }, []);
  useEffect(() => stop, [stop]);
  return { run, speed, setSpeed, messenger, play, pause, resume, takeOver, stop, onEntry };
};
