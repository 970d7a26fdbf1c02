import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { isWatermarkGood } from '@atlas/shared/wechat';
import { maskDestination, type ProvedPhone } from '@atlas/shared/wire';
import { selectIdentityOfSession } from '../accounts/index.ts';
import { recordAudit } from '../audit/index.ts';
import { lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { WechatApps } from './apps.ts';
import type { AskWechat } from './ask-wechat.ts';
import { wechatPolicy } from './policy.ts';
import { setPhone } from './queries.ts';

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  apps: WechatApps | null;
  askWechat: AskWechat;
};

export type ProvePhone = (input: {
  caller: { accountId: string; sessionId: string };
  code: string;
  context: RequestContext;
}) => Promise<ProvedPhone>;

export const phonePlace = (identityId: string) => ({
  table: 'wechat_identities',
  column: 'sealed_phone',
  rowId: identityId,
});

/**
 * Keeps the number that the person chose to show, with when WeChat vouched for it. An attribute of their identity: nobody
 * is found or let in by it, and it is no second factor.
 * @throws AtlasError `wechat_not_configured`; `forbidden` outside the mini program; `invalid_wechat_code`,
 *   `invalid_wechat_data` for a number shown to another app or long ago; `rate_limited`, `unavailable`
 */
export const createProvePhone = ({ database, clock, vault, apps, askWechat }: Deps): ProvePhone => {
  const ask = async ({ miniProgram }: WechatApps, code: string, traceparent: string) => {
    const { phone, watermark } = await askWechat(traceparent, (scope) =>
      miniProgram.phoneNumber(code, scope),
    );
    const { appId } = miniProgram;
    const isGood = isWatermarkGood(watermark, {
      ...{ appId, now: clock(), maxAgeSeconds: wechatPolicy.watermarkMaxAge },
    });
    if (!isGood) throw new AtlasError('invalid_wechat_data');
    return phone;
  };

  return async ({ caller: { accountId, sessionId }, code, context }) => {
    if (!apps) throw new AtlasError('wechat_not_configured');
    const identity = await selectIdentityOfSession(database, sessionId);
    if (identity?.messenger !== 'wechat' || identity.appScope !== apps.miniProgram.appId)
      throw new AtlasError('forbidden');
    const { id: identityId } = identity;
    const phone = await ask(apps, code, context.traceparent);
    const provedAt = clock();
    const sealedPhone = vault.seal(Buffer.from(phone), phonePlace(identityId));
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      if (!(await setPhone(tx, { identityId, accountId, sealedPhone, provedAt })))
        throw new AtlasError('invalid_token');
      const data = { identityId, messenger: 'wechat' };
      await recordAudit(tx, {
        ...{ action: 'identity.phone_proved', actor: accountId, subject: accountId, at: provedAt, data },
      });
    });
    return { phone: maskDestination(phone), provedAt: provedAt.toISOString() };
  };
};
