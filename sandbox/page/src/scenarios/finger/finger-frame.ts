import type { Answer, Order } from '../../finger/orders.ts';

/** The frame of the mini app that is open on the desk's phone. */
export const openAppFrame = (): HTMLIFrameElement | null =>
  document.querySelector<HTMLIFrameElement>('.desk-phone .sheet-body iframe');

const createFrame = (origin: string) => {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = `${origin}/sandbox/finger.html`;
  const loaded = new Promise<true>((resolve) => {
    frame.addEventListener('load', () => resolve(true), { once: true });
  });
  document.body.append(frame);
  return { origin, frame, loaded };
};

/** A frame that could not be loaded, or lies on an origin that is not the sandbox's, never answers. */
const answerMs = 2000;
const none = (): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), answerMs));

const askFrame = (frame: HTMLIFrameElement, origin: string, order: Order): Promise<Answer> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    frame.contentWindow?.postMessage(order, origin, [port2]);
  });

/** The finger beside the app that is open, whichever person's it is; `remove` it at the end of the story. */
export const createFingerFrame = () => {
  let current: ReturnType<typeof createFrame> | undefined;
  const remove = () => {
    current?.frame.remove();
    current = undefined;
  };

  /** Null where no app is open, or there is nothing to touch in it. */
  const give = async (order: Order): Promise<Answer> => {
    const app = openAppFrame();
    if (!app) return null;
    const { origin } = new URL(app.src);
    if (current?.origin !== origin) {
      remove();
      current = createFrame(origin);
    }
    const { frame, loaded } = current;
    if (!(await Promise.race([loaded, none()]))) return null;
    return Promise.race([askFrame(frame, origin, order), none()]);
  };

  return { give, remove };
};
