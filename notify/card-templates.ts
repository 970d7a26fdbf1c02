import { type NotificationKind, notificationKinds } from '@atlas/shared/wire';
import { z } from 'zod';
import { type CardTemplate, isCardField } from './channels/index.ts';

/** `orders=<template id>:thing1,character_string2`; the second field may be missing. */
const entryForm = /^([a-z]+)=([A-Za-z0-9_-]{1,64}):([a-z_]+\d{1,2})(?:,([a-z_]+\d{1,2}))?$/;

type CardTemplates = Partial<Record<NotificationKind, CardTemplate>>;

const readEntry = (entry: string): [NotificationKind, CardTemplate] | null => {
  const [, name, templateId, ...given] = entryForm.exec(entry) ?? [];
  const kind = notificationKinds.find((known) => known === name);
  const fields = given.filter((field) => field !== undefined);
  return kind && templateId && fields.every(isCardField) ? [kind, { templateId, fields }] : null;
};

/** The subscribe messages' templates of WeChat, by kind of message, from the environment. */
export const cardTemplatesVariable = z
  .string()
  .optional()
  .transform((text, context): CardTemplates => {
    const entries = (text ?? '').split(/[;\s]+/).filter(Boolean);
    const read = entries.map(readEntry);
    if (read.includes(null)) {
      context.addIssue({
        code: 'custom',
        message: 'must be `kind=template id:thing1,thing2`, several of them after semicolons',
      });
      return z.NEVER;
    }
    return Object.fromEntries(read.filter((entry) => entry !== null));
  })
  .describe(
    'Subscribe messages’ templates of WeChat by kind of message, `orders=<template id>:thing1,character_string2;…`: the first field says what happened, the second what about. A kind without one is not sent once the person has not written for 48 hours.',
  );
