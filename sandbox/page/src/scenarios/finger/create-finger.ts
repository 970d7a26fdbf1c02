import type { Answer, Target } from '../../finger/orders.ts';
import type { Playback } from '../playback.ts';
import { StepFailed } from '../step-failed.ts';
import { createFingerFrame, openAppFrame } from './finger-frame.ts';
import { createTouchMarker, type Point } from './touch-marker.ts';

/** So long the app may take to show what is to be touched. */
const patienceMs = 20_000;
const pollMs = 100;

/** Does in the phone what its person would: each touch is shown first, at the story's pace. */
export type Finger = {
  tap(names: readonly string[], signal: AbortSignal): Promise<void>;
  type(field: string, text: string, signal: AbortSignal): Promise<void>;
  /** Presses something of the phone itself, once `look` finds it; `name` is for whoever reads that it never did. */
  press(look: Look<HTMLElement>, name: string, signal: AbortSignal): Promise<void>;
  /** The large button that Telegram draws below the app. */
  pressMain(names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Closes the app where one is open and shows its close button. */
  closeApp(signal: AbortSignal): Promise<void>;
  remove(): void;
};

type Look<T> = () => Promise<T | null> | T | null;

const nameOf = (target: Target) => ('field' in target ? target.field : `“${target.button[0]}”`);

/** From the app's window to the page's; the phone may be drawn smaller than it is. */
const onDesk = ({ x, y }: Point): Point => {
  const frame = openAppFrame();
  if (!frame) return { x, y };
  const { left, top, width } = frame.getBoundingClientRect();
  const scale = width / frame.clientWidth;
  return { x: left + x * scale, y: top + y * scale };
};
const centreOf = (element: Element): Point => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
};
const mainButton = (names: readonly string[]) => {
  const button = document.querySelector<HTMLButtonElement>(
    '.desk-phone .bar-button[data-which=main]:not([disabled], [data-pending])',
  );
  return button && names.includes(button.textContent.trim()) ? button : null;
};

const closeButton = () => document.querySelector<HTMLButtonElement>('.desk-phone .sheet [data-closes=app]');

export const createFinger = (playback: Playback): Finger => {
  const frame = createFingerFrame();
  const marker = createTouchMarker();

  const until = async <T>(look: Look<T>, name: string, signal: AbortSignal): Promise<T> => {
    for (const begun = performance.now(); performance.now() - begun < patienceMs; ) {
      const found = await look();
      if (found !== null) return found;
      await playback.wait(pollMs, signal);
    }
    throw new StepFailed('fingerMissing', { name });
  };
  const lookFor = (target: Target, signal: AbortSignal): Promise<NonNullable<Answer>> =>
    until(() => frame.give({ target, act: 'find' }), nameOf(target), signal);
  const touch = async (at: Point, signal: AbortSignal) => {
    marker.show(at);
    await playback.wait(playback.paceMs() / 3, signal);
    await playback.goOn(signal);
    marker.press();
  };

  const press: Finger['press'] = async (look, name, signal) => {
    await touch(centreOf(await until(look, name, signal)), signal);
    (await until(look, name, signal)).click();
  };

  return {
    press,
    tap: async (names, signal) => {
      const target = { button: names };
      await touch(onDesk(await lookFor(target, signal)), signal);
      await until(() => frame.give({ target, act: 'tap' }), nameOf(target), signal);
    },
    type: async (field, text, signal) => {
      const target = { field };
      await touch(onDesk(await lookFor(target, signal)), signal);
      for (let length = 1; length <= text.length; length += 1) {
        await playback.goOn(signal);
        const order = { target, act: 'write', text: text.slice(0, length) } as const;
        await until(() => frame.give(order), nameOf(target), signal);
        await playback.wait(playback.paceMs() / 30, signal);
      }
    },
    pressMain: (names, signal) => press(() => mainButton(names), `“${names[0]}”`, signal),
    closeApp: async (signal) => {
      if (closeButton()) await press(closeButton, '×', signal);
    },
    remove: () => {
      marker.hide();
      frame.remove();
    },
  };
};
