import type { Reply } from '../reply.ts';
import type { FlowReply } from './flow.ts';

/** Makes choices into buttons of this very question: pressed after the next one, they mean nothing. */
export const bindChoices = (reply: FlowReply, nonce: string): Reply => ({
  ...reply,
  buttons: reply.buttons.map((row) =>
    row.map((button) =>
      'choice' in button ? { label: button.label, callback: `go:${nonce}:${button.choice}` } : button,
    ),
  ),
});

const form = /^go:([A-Za-z0-9_-]{8}):(.{1,48})$/;

/** What was chosen, and of which question; null for any other button. */
export const choiceOf = (data: string): { nonce: string; choice: string } | null => {
  const [, nonce, choice] = form.exec(data) ?? [];
  return nonce && choice ? { nonce, choice } : null;
};
