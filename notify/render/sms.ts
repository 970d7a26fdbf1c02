import { segmentsOf } from '@atlas/shared/sms';
import type { SemanticMessage } from '../templates/index.ts';

/**
 * The text of an SMS that fits one segment. A code ends with the line that binds it to our own site, so that a browser
 * offers it there and nowhere else; the sentence before it is shortened first, and a host too long for both goes
 * without. [WICG, SMS one-time codes: origin-bound one-time codes]
 */
export const renderSms = ({ sms, code }: SemanticMessage, host: string): string => {
  const bound = code === null ? [] : sms.map((text) => `${text}\n\n@${host} #${code}`);
  const candidates = [...bound, ...sms];
  const fitting = candidates.find((text) => segmentsOf(text).segments === 1) ?? candidates.at(-1);
  if (fitting === undefined) throw new Error('no text for SMS');
  return fitting;
};
