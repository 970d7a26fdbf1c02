import type { Handler, Handlers } from '../host.ts';
import { dialogHandlers } from './dialogs.ts';
import { lifeHandlers } from './life.ts';
import { refusalHandlers } from './refusals.ts';
import { storageHandlers } from './storage.ts';
import { surfaceHandlers } from './surface.ts';

const handlers: Handlers = {
  ...lifeHandlers,
  ...surfaceHandlers,
  ...dialogHandlers,
  ...storageHandlers,
  ...refusalHandlers,
};

/** What the host does about an event, or undefined for one that it does not know. [Mini Apps: client API, 8.0 and 9.0] */
export const handlerOf = (eventType: string): Handler | undefined =>
  Object.hasOwn(handlers, eventType) ? handlers[eventType] : undefined;
