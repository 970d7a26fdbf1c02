import { createSandbox, type Sandbox } from '@atlas/sandbox';
import type { TestClock } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import { createGraphClient, createTemplateRegistry } from '@atlas/shared/whatsapp';
import type { Discovered, Switches } from './config.ts';
import type { Foundation } from './foundation.ts';
import type { Stops } from './stops.ts';

/** One app stands for the mini program and the official account there. */
const credentialsOf = ({ appId, appSecret, token, encodingAesKey }: Sandbox['wechat']) => ({
  ...{ appId, appSecret, token, encodingAesKey },
  officialAccount: { appId, appSecret },
});

export type Desk = {
  sandbox: Sandbox;
  discovered: Partial<Discovered>;
  /** Types the address of WeChat's pushes into its console, which asks it for its echostr: once it is served. */
  connectWechat(): Promise<void>;
  /** Makes the templates that Atlas sends by, as `npm run whatsapp:templates -- create` does: once it is served. */
  makeWhatsappTemplates(): Promise<void>;
};

/** What is written once words of our own are not allowed, as one would pick it in WeChat's console. */
const cardTemplatesOf = ({ addTemplate }: Sandbox['wechat']): NonNullable<Discovered['cardTemplates']> => {
  const pick = (title: string, about = 'thing2') => ({
    templateId: addTemplate({ title, content: `事项：{{thing1.DATA}}\n详情：{{${about}.DATA}}` }).templateId,
    fields: ['thing1', about],
  });
  return {
    welcome: pick('注册成功通知'),
    security: pick('账户安全提醒'),
    account: pick('账户变动提醒'),
    orders: pick('订单状态通知', 'character_string2'),
    achievements: pick('成就提醒'),
    digest: pick('消息摘要'),
    broadcast: pick('活动通知'),
  };
};

const callTimeoutMs = 10_000;

/** Starts the sandbox, and says where its servers are and what they made up: the rest of Atlas can't tell. */
export const startDesk = async (
  switches: Switches,
  { port, pathOf, logger }: Foundation,
  { clock, stops, done }: { clock: TestClock; stops: Stops; done: (what: string) => void },
): Promise<Desk> => {
  const sandbox = await createSandbox({
    clock,
    logger: logger.child({ part: 'sandbox' }),
    storagePath: pathOf('sandbox.sqlite'),
    publicUrl: switches.PUBLIC_URL,
  });
  stops.add(() => sandbox.stop());
  const smtpUrl = await sandbox.smtp.listen(switches.SANDBOX_SMTP_PORT);
  done(`Sandbox (bot @${sandbox.telegram.botUsername}, mail ${smtpUrl})`);
  // By address: `localhost` may mean ::1, where nobody listens.
  const root = `http://127.0.0.1:${port}/sandbox`;
  return {
    sandbox,
    connectWechat: () =>
      sandbox.wechat.setCallback({
        url: `http://127.0.0.1:${port}/webhooks/wechat`,
        mode: 'safe',
        format: 'xml',
      }),
    makeWhatsappTemplates: async () => {
      const { businessAccountId: accountId, ...business } = sandbox.whatsapp;
      const graph = createGraphClient({ ...business, apiRoot: `${root}/whatsapp` });
      const signal = AbortSignal.timeout(callTimeoutMs);
      await createTemplateRegistry({ graph, accountId }).create({ traceparent: newTraceparent(), signal });
    },
    discovered: {
      botToken: sandbox.telegram.botToken,
      telegramApiRoot: `${root}/telegram`,
      whatsapp: {
        ...sandbox.whatsapp,
        apiRoot: `${root}/whatsapp`,
        accountId: sandbox.whatsapp.businessAccountId,
        flowPrivateKey: sandbox.whatsapp.makeFlowKey(),
      },
      wechat: {
        ...credentialsOf(sandbox.wechat),
        apiRoot: `${root}/wechat`,
        // A browser goes there.
        openRoot: `${switches.PUBLIC_URL}/sandbox/wechat`,
        takesPlain: false,
      },
      cardTemplates: cardTemplatesOf(sandbox.wechat),
      legacyShop: { url: `${root}/legacy-shop`, key: sandbox.legacyShop.key },
      contacts: { smsApiRoot: `${root}/sms`, smsApiKey: sandbox.sms.apiKey, smtpUrl },
    },
  };
};
