import { randomBytes } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { IdentityPath, Locale } from '@atlas/shared/wire';
import type { PersonSession } from '../api-client/index.ts';
import { createSealedColumn } from '../at-rest.ts';
import type { FlowState, Reply } from '../dialogue/index.ts';
import {
  advanceConversation,
  type ConversationRow,
  forgetConversations,
  selectConversation,
} from './queries.ts';

/** What an update came to, as it is said. */
export type Answer = { reply: Reply; locale: Locale };

export type Conversation = {
  version: number;
  /** Null when nothing is going on. */
  state: FlowState | null;
  session: PersonSession | null;
  nonce: string;
  /** What is said now was asked for as a secret. */
  awaitsSecret: boolean;
  /** It was going on, and is forgotten because that took too long. */
  isExpired: boolean;
  /** This very update was answered before. */
  answered: Answer | null;
};

export type Conversations = {
  read(identity: IdentityPath, updateId: string): Promise<Conversation>;
  /** @throws AtlasError `unavailable` when the conversation went on meanwhile: read it again. */
  advance(
    identity: IdentityPath,
    from: Conversation,
    to: {
      updateId: string;
      nonce: string;
      state: FlowState | null;
      session: PersonSession | null;
      awaitsSecret: boolean;
      answer: Answer;
    },
  ): Promise<void>;
  /** The person asked for something else: what was going on is over, and nothing is said about it. */
  leave(identity: IdentityPath, from: Conversation, updateId: string): Promise<void>;
  forget(now: Date): Promise<void>;
};

/** Seconds that a person has for each answer. */
const ttlSeconds = 600;

/** Nobody guesses it, and 64 bytes have room for it beside a choice. */
export const newNonce = (): string => randomBytes(6).toString('base64url');

const none = {
  ...{ version: 0, state: null, session: null, nonce: '' },
  ...{ awaitsSecret: false, isExpired: false, answered: null },
} satisfies Conversation;

/** Where conversations are kept between two updates: sealed, for ten minutes, one step after another. */
export const createConversations = ({
  database,
  clock,
  vault,
}: {
  database: Database;
  clock: Clock;
  vault: Vault;
}): Conversations => {
  type Kept = { state: FlowState; session: PersonSession | null };
  const states = createSealedColumn<Kept>(vault, { table: 'bots.conversations', column: 'state' });
  const replies = createSealedColumn<Answer>(vault, { table: 'bots.conversations', column: 'reply' });
  const rowId = ({ messenger, appScope, subject }: IdentityPath, version: number) =>
    `${messenger}.${appScope}.${subject}.${version}`;

  const take = async (identity: IdentityPath, row: Omit<ConversationRow, 'expiresAt'>): Promise<void> => {
    const expiresAt = new Date(clock().getTime() + ttlSeconds * 1000);
    if (!(await advanceConversation(database, identity, { ...row, expiresAt })))
      throw new AtlasError('unavailable', { dependency: 'conversation' });
  };

  return {
    read: async (identity, updateId) => {
      const row = await selectConversation(database, identity);
      if (!row) return none;
      const { version, nonce, awaitsSecret } = row;
      const id = rowId(identity, version);
      const answered = row.updateId === updateId && row.reply ? replies.open(row.reply, id) : null;
      const isOver = row.expiresAt <= clock();
      const kept = row.state && !isOver ? states.open(row.state, id) : null;
      return {
        ...{ version, nonce, awaitsSecret, answered },
        state: kept?.state ?? null,
        session: kept?.session ?? null,
        isExpired: isOver && (row.state !== null || awaitsSecret),
      };
    },
    advance: (identity, from, { updateId, nonce, state, session, awaitsSecret, answer }) => {
      const version = from.version + 1;
      const id = rowId(identity, version);
      return take(identity, {
        ...{ version, nonce, awaitsSecret, updateId },
        state: state && states.seal({ state, session }, id),
        reply: replies.seal(answer, id),
      });
    },
    leave: (identity, { version }, updateId) =>
      take(identity, {
        ...{ version: version + 1, nonce: newNonce(), awaitsSecret: false, updateId },
        ...{ state: null, reply: null },
      }),
    forget: (now) => forgetConversations(database, now),
  };
};
