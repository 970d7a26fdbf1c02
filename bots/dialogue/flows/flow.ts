import type {
  BackupCodes,
  Challenge,
  ConfirmedFactor,
  CreateChallengeBody,
  EnrolFactorBody,
  Factor,
  FactorEnrolment,
  FactorKind,
  FactorList,
  LinkedShop,
  Recovery,
  ShopCredentials,
  ShopLink,
  ShopLinkPreview,
} from '@atlas/shared/wire';
import type { Reply, ReplyButton, Text } from '../reply.ts';

/**
 * What a person can have done by writing; the mini app's routes, in a session of the chat. Every call may throw
 * AtlasError: `unavailable`, or the route's own refusals.
 */
export type PersonApi = {
  register(): Promise<{ isNew: boolean }>;
  /** A second factor was given a moment ago. */
  isProved(): Promise<boolean>;
  factors(): Promise<FactorList>;
  enrol(body: EnrolFactorBody): Promise<FactorEnrolment>;
  confirm(factorId: string, code: string): Promise<ConfirmedFactor>;
  removeFactor(factorId: string): Promise<void>;
  challenge(by: CreateChallengeBody): Promise<Challenge>;
  resend(challengeId: string): Promise<Challenge>;
  answer(challengeId: string, code: string): Promise<void>;
  renewCodes(): Promise<BackupCodes>;
  confirmCodes(code: string): Promise<void>;
  previewLink(credentials: ShopCredentials): Promise<ShopLinkPreview>;
  link(linkTicket: string): Promise<LinkedShop>;
  shopLink(): Promise<ShopLink | null>;
  unlink(): Promise<void>;
  recovery(): Promise<Recovery | null>;
  requestRecovery(): Promise<Recovery>;
  cancelRecovery(): Promise<void>;
  completeRecovery(): Promise<void>;
};

/** What is gone on with once a second factor was given. */
export type Errand =
  | { do: 'link' | 'unlink' | 'codes' }
  | { do: 'add'; kind: FactorKind }
  | { do: 'remove'; factorId: string; name: string };

/** What a person is in the middle of: what they were asked last, with what is needed to go on from there. */
export type FlowState =
  | { at: 'link.login' }
  | { at: 'link.password'; login: string }
  | { at: 'link.confirm'; linkTicket: string }
  | { at: 'unlink.confirm' }
  | { at: 'security' }
  | { at: 'remove.choose' }
  | { at: 'remove.confirm'; factorId: string; name: string }
  | { at: 'add.destination'; kind: 'sms' | 'email' }
  | { at: 'add.code'; factorId: string; challengeId: string; kind: FactorKind; destination: string | null }
  | { at: 'codes.offer'; codes: string[] }
  | { at: 'codes.typed' }
  | { at: 'prove.choose'; then: Errand }
  | {
      at: 'prove.code';
      then: Errand;
      challengeId: string;
      kind: Challenge['kind'];
      destination: string | null;
    }
  | { at: 'recover.confirm'; act: 'request' | 'complete' };

/** A button whose press is an answer to this very question. */
export type Choice = { label: Text; choice: string };
export type FlowButton = ReplyButton | Choice;
/** An answer whose choices are not yet bound to the conversation. */
export type FlowReply = Omit<Reply, 'buttons'> & { buttons: readonly (readonly FlowButton[])[] };

/** What was answered: words or a button. */
export type Said = { text: string } | { choice: string };

export type FlowContext = {
  api: PersonApi;
  /** The messenger lets us take messages back: a password as soon as it arrived, codes after a while. */
  canDelete: boolean;
  /** Does what a second factor was asked for. */
  goOn(errand: Errand): Promise<FlowStep>;
};

/** Where an answer leads; `next` is null when the conversation is over. */
export type FlowStep = { next: FlowState | null; reply: FlowReply };

export const say = (...keys: (Text['key'] | Text)[]): FlowReply['blocks'] =>
  keys.map((key) => ({ paragraph: typeof key === 'string' ? { key } : key }));

export const choice = (key: Text['key'], value: string, values?: Text['values']): Choice => ({
  label: { key, ...(values ? { values } : {}) },
  choice: value,
});

/** How a factor is told from others: by its name, and where its codes go. */
export const factorValues = ({ name, destination }: Pick<Factor, 'name' | 'destination'>) => ({
  name,
  destination: destination ? ` ${destination}` : '',
});

/** The conversation is over. */
export const end = (...keys: Parameters<typeof say>): FlowStep => ({
  next: null,
  reply: { blocks: say(...keys), buttons: [] },
});
