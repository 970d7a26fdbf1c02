import { overview } from './factors.ts';
import { type FlowContext, type FlowStep, say } from './flow.ts';
import { begin } from './prove.ts';

/** One tap: the words that it says yes to stand above the button. */
const register = async ({ api }: FlowContext): Promise<FlowStep> => {
  const { isNew } = await api.register();
  return {
    next: null,
    reply: {
      blocks: say(isNew ? 'register.done' : 'register.already'),
      buttons: [
        [
          { label: { key: 'label.link' }, callback: 'do:link' },
          { label: { key: 'label.protect' }, callback: 'do:security' },
        ],
      ],
    },
  };
};

/** What is linked already, or the first question. */
const link = async (context: FlowContext): Promise<FlowStep> => {
  const held = await context.api.shopLink();
  if (!held) return begin({ do: 'link' }, context);
  const values = { name: held.customer.name, since: new Date(held.linkedAt) };
  return {
    next: null,
    reply: {
      blocks: say({ key: 'link.since', values }),
      buttons: [[{ label: { key: 'label.unlink' }, callback: 'do:unlink' }]],
    },
  };
};

/** Where a conversation begins: by buttons that any answer may carry, `do:<name>`. */
export const entries = {
  register,
  link,
  unlink: (context) => begin({ do: 'unlink' }, context),
  security: overview,
} as const satisfies Record<string, (context: FlowContext) => Promise<FlowStep>>;

export type EntryName = keyof typeof entries;

/** The entry that a button stands for; null for any other button. */
export const entryOf = (data: string): EntryName | null => {
  const name = data.startsWith('do:') ? data.slice('do:'.length) : '';
  return Object.hasOwn(entries, name) ? (name as EntryName) : null;
};
