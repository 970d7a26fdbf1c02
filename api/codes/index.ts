export { newBase32Code } from './base32-code.ts';
export { createHashCode, type HashCode } from './code-hash.ts';
export { codePolicy, defaultSmsPolicy, type SmsPolicy } from './code-policy.ts';
export {
  type ContactIndex,
  createContactIndex,
  type Destination,
  normalEmail,
} from './destination.ts';
export { parsePhone } from './phone-number.ts';
export { createSendCode, type SendCode, type SentCode } from './send-code.ts';
export { createSendLimits } from './send-limits.ts';
