import type { Clock, Database } from '@atlas/shared/ports';

type Deps = { database: Database; clock: Clock; appId: string };

export type WechatAllowance = ReturnType<typeof createWechatAllowance>;

/**
 * What WeChat allows towards one person, counted before it is used: messages in words of our own for what they did lately
 * (which the bots count, who write into the same chat), and a message of a template for each time they allowed one.
 */
export const createWechatAllowance = ({ database, clock, appId }: Deps) => ({
  /** Takes a message in words of our own; names what it was allowed for, or null where nothing is left. */
  takeMessage: async (openid: string): Promise<string | null> => {
    const [row] = await database.query<{ openedBy: string | null }>({
      name: 'notify_take_wechat_message',
      text: 'select bots.take_wechat_message($1, $2, $3) as "openedBy"',
      values: [appId, openid, clock()],
    });
    return row?.openedBy ?? null;
  },
  /** After what was taken was surely not sent. */
  giveBackMessage: (openid: string, openedBy: string) =>
    database.query({
      text: 'select bots.give_back_wechat_message($1, $2, $3)',
      values: [appId, openid, openedBy],
    }),
  /** After WeChat said that nothing is left. @param at when the message was taken */
  closeWindows: (openid: string, at: Date) =>
    database.query({
      text: 'select bots.close_wechat_windows($1, $2, $3)',
      values: [appId, openid, at],
    }),
  /** The number that the first of these choices gets; the others follow. The bots understand it for an hour. */
  offerChoices: async (openid: string, choices: readonly string[]): Promise<number> => {
    const [row] = await database.query<{ first: number }>({
      name: 'notify_offer_wechat_choices',
      text: 'select bots.offer_wechat_choices($1, $2, $3, $4) as first',
      values: [appId, openid, choices, clock()],
    });
    return (row as { first: number }).first;
  },
  /** Takes a message of a template; false where none is allowed. */
  takeConsent: async (openid: string, templateId: string): Promise<boolean> => {
    const rows = await database.query({
      name: 'notify_take_wechat_consent',
      text: `update notify.wechat_consents set messages_left = messages_left - 1
             where app_id = $1 and openid = $2 and template_id = $3 and messages_left > 0 returning template_id`,
      values: [appId, openid, templateId],
    });
    return rows.length > 0;
  },
  /** After what was taken was surely not sent. Withdrawn meanwhile, it stays withdrawn. */
  giveBackConsent: (openid: string, templateId: string, takenAt: Date) =>
    database.query({
      text: `update notify.wechat_consents set messages_left = messages_left + 1
             where app_id = $1 and openid = $2 and template_id = $3 and (withdrawn_at is null or withdrawn_at < $4)`,
      values: [appId, openid, templateId, takenAt],
    }),
  /** After WeChat said that none is left. What was allowed since stays. */
  dropConsents: (openid: string, templateId: string, takenAt: Date) =>
    database.query({
      text: `update notify.wechat_consents set messages_left = 0
             where app_id = $1 and openid = $2 and template_id = $3 and granted_at <= $4`,
      values: [appId, openid, templateId, takenAt],
    }),
  now: () => clock(),
});
