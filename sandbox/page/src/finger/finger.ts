import { find } from './find.ts';
import type { Answer, Order } from './orders.ts';

/**
 * The desk's finger inside a mini app. The page that loads this is served by the sandbox on the person's own origin and
 * lies, unseen, beside the app's frame on the desk: of the same origin, it can touch what a person sees there, and the
 * app knows nothing of it. Only the desk may frame it (`frame-ancestors`), so only the desk gives orders.
 */
const appWindow = (): (Window & typeof globalThis) | undefined => {
  for (let index = 0; index < parent.frames.length; index += 1) {
    const frame = parent.frames[index] as Window & typeof globalThis;
    if (frame === window) continue;
    try {
      if (frame.document.body) return frame;
    } catch {
      // Of another origin: not this person's app.
    }
  }
  return undefined;
};

/** As a browser does it for a key press: the element's own setter, then the event that frameworks listen to. */
const write = (field: HTMLInputElement, text: string, view: Window & typeof globalThis): void => {
  const setter = Object.getOwnPropertyDescriptor(view.HTMLInputElement.prototype, 'value')?.set;
  field.focus();
  setter?.call(field, text);
  field.dispatchEvent(
    new view.InputEvent('input', { bubbles: true, inputType: 'insertText', data: text.slice(-1) }),
  );
};

const carryOut = (order: Order): Answer => {
  const view = appWindow();
  const element = view && find(view.document, order.target);
  if (!element) return null;
  element.scrollIntoView({ block: 'nearest' });
  const { x, y, width, height } = element.getBoundingClientRect();
  if (order.act === 'tap') element.click();
  if (order.act === 'write') write(element as HTMLInputElement, order.text, view);
  return { x: x + width / 2, y: y + height / 2 };
};

addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<Order>) => {
  if (source === parent && port) port.postMessage(carryOut(data));
});
