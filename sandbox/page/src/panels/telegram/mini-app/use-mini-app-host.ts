import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Launch } from '../../../../../wire.ts';
import type { Question } from '../../../phone/phone-dialog.tsx';
import type { PhoneTheme } from '../../../phone/phone-themes.ts';
import type { HostLog } from '../../host-log/use-host-log.ts';
import { handlerOf } from './handlers/index.ts';
import { sendInsets, sendViewport } from './handlers/life.ts';
import { freshSurface, type Host, type Surface } from './host.ts';
import { readMessage } from './read-message.ts';

type Deps = Omit<Host, 'post' | 'surface' | 'change' | 'theme' | 'viewport' | 'ask'> & {
  frame: RefObject<HTMLIFrameElement | null>;
  launch: Launch;
  theme: PhoneTheme;
  log: HostLog['add'];
};

type Asked = { question: Question; answer: (id: string | null) => void };

/**
 * Plays Telegram Web for one frame. It listens to that frame's window on that launch's origin and to nobody else, and
 * answers to exactly that origin.
 */
export const useMiniAppHost = ({ frame, launch, theme, log, ...deps }: Deps) => {
  const [surface, setSurface] = useState<Surface>(freshSurface);
  const [asked, setAsked] = useState<Asked>();
  // The handlers see what was set a moment ago, before React has rendered it.
  const current = useRef(surface);
  const question = useRef<Asked>(undefined);

  const post = (eventType: string, eventData: object = {}) => {
    log('host', eventType, eventData);
    frame.current?.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), launch.origin);
  };

  const ask = (next: Question) =>
    new Promise<string | null>((resolve) => {
      if (question.current) return resolve(null);
      const answer = (id: string | null) => {
        question.current = undefined;
        setAsked(undefined);
        resolve(id);
      };
      question.current = { question: next, answer };
      setAsked(question.current);
    });

  const host: Host = {
    ...deps,
    post,
    ask,
    surface: () => current.current,
    change: (change) => {
      current.current = { ...current.current, ...change };
      setSurface(current.current);
    },
    theme: () => theme.params,
    viewport: () => ({ width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 }),
  };

  const receive = useEffectEvent((event: MessageEvent) => {
    if (event.source === null || event.source !== frame.current?.contentWindow) return;
    if (event.origin !== launch.origin) return;
    const message = readMessage(event.data);
    if (!message) return;
    log('app', message.eventType, message.eventData);
    const handle = handlerOf(message.eventType);
    if (handle) void handle(message.eventData, host);
    else log('note', `unknown event: ${message.eventType}`);
  });
  useEffect(() => {
    addEventListener('message', receive);
    return () => removeEventListener('message', receive);
  }, []);

  const tellTheme = useEffectEvent(() => post('theme_changed', { theme_params: theme.params }));
  const isFirstTheme = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the theme is another one, not on each render
  useEffect(() => {
    if (isFirstTheme.current) isFirstTheme.current = false;
    else tellTheme();
  }, [theme]);

  useFrameEvents(frame, {
    onVisibility: (isVisible) => post('visibility_changed', { is_visible: isVisible }),
    onResize: () => {
      if (!current.current.isReady) return;
      sendViewport(host);
      sendInsets(host);
    },
  });

  return { surface, asked, host };
};

type FrameEvents = { onVisibility: (isVisible: boolean) => void; onResize: () => void };

const useFrameEvents = (frame: RefObject<HTMLIFrameElement | null>, events: FrameEvents) => {
  const visibility = useEffectEvent(() => events.onVisibility(document.visibilityState === 'visible'));
  const resize = useEffectEvent(() => events.onResize());
  useEffect(() => {
    const observer = new ResizeObserver(() => resize());
    if (frame.current) observer.observe(frame.current);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', visibility);
    };
  }, [frame]);
};
