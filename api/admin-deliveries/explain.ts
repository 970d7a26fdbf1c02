import type { DecisionStep, DeliveryState } from '@atlas/shared/wire';

/** What each step says; `{detail}` is filled in, and a step without one drops the part in brackets. */
const sentences: Readonly<Record<string, string>> = {
  'preference always_on': 'Messages of this kind cannot be switched off.',
  'preference wanted': 'The person wants messages of this kind[ by {detail}].',
  'preference switched_off': 'The person has switched messages of this kind off.',
  'quiet_hours passes': 'It is sent in quiet hours, too[: {detail}].',
  'quiet_hours outside': 'It was not in the person’s quiet hours.',
  'quiet_hours deferred': 'It came in the person’s quiet hours and waits for their end[, {detail}].',
  'quiet_hours dropped': 'It came in the person’s quiet hours and would be of no use after them.',
  'recipient reachable': 'The person can be reached in their messenger.',
  'recipient blocked': 'The person has blocked us in their messenger.',
  'recipient nobody': 'There is nobody to write to: the account has no address with us.',
  'recipient all_contacts': 'It goes to every confirmed number and address of the account.',
  'recipient all_messengers': 'It goes to every messenger of the account.',
  'limit too_many_texts': 'The number has had as many texts today as it may.',
  'digest collected': 'The person wants such messages told together[, {detail}].',
  'command superseded': 'A newer one of the same batch took its place.',
  'command not_sendable': 'What is sealed in the command does not open, or there is nobody to send it to.',
  'fallback instead_of': 'It is sent because {detail} could not bring it.',
  'fallback went_on': 'It went on, by {detail}.',
  'fallback nowhere_to_go': 'There was no other verified number or address to send it to.',
  'replay again': 'An operator had it sent again.',
};

const fill = (sentence: string, detail: string | undefined): string =>
  sentence
    .replace(/\[([^\]]*)\]/g, detail === undefined ? '' : '$1')
    .replaceAll('{detail}', detail ?? 'the way before');

const sentenceOf = ({ step, result, detail }: DecisionStep): string => {
  if (step === 'kind') return `It is a message of kind ${result}${detail ? `, "${detail}"` : ''}.`;
  if (step === 'channel') return `Its way is ${result}${detail ? `, where it can't go: ${detail}` : ''}.`;
  if (step === 'locale') return `Its language is ${result}${detail ? `: ${detail}` : ''}.`;
  const sentence = sentences[`${step} ${result}`];
  return sentence ? fill(sentence, detail) : `${step}: ${result}${detail ? ` (${detail})` : ''}.`;
};

const ends: Readonly<Record<DeliveryState, string>> = {
  queued: 'It waits to be sent',
  deferred: 'It waits for the end of quiet hours',
  digesting: 'It waits to be told together with others',
  sending: 'It is being sent just now',
  retry_wait: 'It waits for its next try',
  sent: 'The provider took it',
  failed: 'The provider refused it for good',
  unknown: 'Nobody knows whether it was sent, and twice is the greater harm',
  suppressed: 'It was not sent',
  expired: 'It was not sent in time, and is not sent late',
  dead: 'It was given up after every try, and can be replayed in its time',
};

/**
 * Why a message was (not) sent, a sentence for each step that notify took and put on record, and one for how it stands.
 * Nothing is decided here.
 */
export const explain = (
  decision: readonly DecisionStep[],
  standing: { state: DeliveryState; reason: string | null } | null,
): string[] => {
  const steps = decision.map(sentenceOf);
  if (!standing) return [...steps, 'No message was written.'];
  const { state, reason } = standing;
  return [...steps, `${ends[state]}${reason ? `: ${reason}` : ''}.`];
};
