import { EventEmitter } from 'node:events';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../../storage/storage.ts';

/** The kinds of update that the sandbox's people cause. */
export const updateKinds = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;
export type UpdateKind = (typeof updateKinds)[number];

export type PendingUpdate = { id: number; chatId: number; body: object; expiresAt: number };

type Row = { id: number; chat_id: number; body: string; expires_at: number };

const keptSeconds = 24 * 3600;
const anySubscriber = 'added';

export type UpdateQueue = ReturnType<typeof createUpdateQueue>;

/** Updates on their way to the bot: kept 24 hours by the clock, in the order they happened. */
export const createUpdateQueue = ({ storage, clock }: { storage: Storage; clock: Clock }) => {
  const emitter = new EventEmitter().setMaxListeners(0);
  const nowSeconds = () => Math.floor(clock().getTime() / 1000);
  const fromRow = ({ id, chat_id, body, expires_at }: Row): PendingUpdate => ({
    id,
    chatId: chat_id,
    body: { update_id: id, ...(JSON.parse(body) as object) },
    expiresAt: expires_at,
  });
  const dropExpired = () => storage.run('delete from pending_update where expires_at < ?', nowSeconds());

  return {
    /** Not kept where the bot's `allowed_updates` leave the kind out. */
    add: (kind: UpdateKind, chatId: number, body: object): void => {
      const allowed = storage.setting<string[]>('allowed_updates');
      if (allowed && !allowed.includes(kind)) return;
      storage.run(
        'insert into pending_update (chat_id, body, expires_at) values (?, ?, ?)',
        ...[chatId, JSON.stringify({ [kind]: body }), nowSeconds() + keptSeconds],
      );
      // After the caller's transaction: whoever wakes must find it committed.
      queueMicrotask(() => emitter.emit(anySubscriber));
    },
    list: (fromId: number, limit: number): PendingUpdate[] => {
      dropExpired();
      return storage
        .all<Row>('select * from pending_update where id >= ? order by id limit ?', fromId, limit)
        .map(fromRow);
    },
    /** The id of the first of the last `count` updates; 0 when there is none. */
    firstOfLast: (count: number): number => {
      const ids = storage.all<{ id: number }>(
        'select id from pending_update order by id desc limit ?',
        count,
      );
      return ids.at(-1)?.id ?? 0;
    },
    /** The id that the next update will get. */
    nextId: (): number =>
      (storage.get<{ seq: number }>("select seq from sqlite_sequence where name = 'pending_update'")?.seq ??
        0) + 1,
    forgetBefore: (id: number) => void storage.run('delete from pending_update where id < ?', id),
    forget: (id: number) => void storage.run('delete from pending_update where id = ?', id),
    clear: () => void storage.run('delete from pending_update'),
    count: (): number => {
      dropExpired();
      return storage.get<{ count: number }>('select count(*) as count from pending_update')?.count ?? 0;
    },
    onAdded: (listener: () => void): (() => void) => {
      emitter.on(anySubscriber, listener);
      return () => void emitter.off(anySubscriber, listener);
    },
  };
};

/**
 * What `allowed_updates` means: undefined leaves the setting alone, null is the default (all kinds that the sandbox
 * has). Names nobody knows are skipped; a list with none that is known counts as the default, as Telegram has it.
 */
export const parseAllowedUpdates = (argument: string | undefined): string[] | null | undefined => {
  if (!argument) return undefined;
  try {
    const names: unknown = JSON.parse(argument);
    if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) return undefined;
    const known = (names as string[])
      .map((name) => name.toLowerCase())
      .filter((name) => knownUpdateNames.has(name));
    return known.length > 0 ? known : null;
  } catch {
    return undefined;
  }
};

/** Every update name of the Bot API: a bot may ask for kinds that never happen here. */
const knownUpdateNames = new Set([
  ...updateKinds,
  ...[
    'channel_post',
    'edited_channel_post',
    'business_connection',
    'business_message',
    'edited_business_message',
  ],
  ...[
    'deleted_business_messages',
    'message_reaction',
    'message_reaction_count',
    'inline_query',
    'chosen_inline_result',
  ],
  ...['shipping_query', 'pre_checkout_query', 'purchased_paid_media', 'poll', 'poll_answer', 'chat_member'],
  ...[
    'chat_join_request',
    'chat_boost',
    'removed_chat_boost',
    'subscription',
    'managed_bot',
    'guest_message',
  ],
]);
