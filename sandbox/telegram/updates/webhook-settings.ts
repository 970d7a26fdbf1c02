import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4 } from 'node:net';
import { BotApiError, badRequest, tooManyRequests } from '../calls/bot-api-error.ts';
import type { Answer, Call, Method } from '../calls/call.ts';
import { isLoopbackHost, LinkError, type ParsedUrl, parseUrl } from '../text/links.ts';
import type { World } from '../world.ts';
import { parseAllowedUpdates } from './update-queue.ts';

export type Webhook = {
  url: string;
  secretToken: string;
  maxConnections: number;
  ipAddress: string;
  isAddressFixed: boolean;
  hasCertificate: boolean;
  lastError?: { date: number; message: string };
};

const allowedPorts = [443, 80, 88, 8443];
const maxSecretLength = 256;
const setIntervalMs = 1000;

const reserved = new BlockList();
for (const [network, prefix] of [
  ...[
    ['0.0.0.0', 8] as const,
    ['10.0.0.0', 8] as const,
    ['100.64.0.0', 10] as const,
    ['127.0.0.0', 8] as const,
  ],
  ...[
    ['169.254.0.0', 16] as const,
    ['172.16.0.0', 12] as const,
    ['192.0.0.0', 24] as const,
    ['192.0.2.0', 24] as const,
  ],
  ...[
    ['192.168.0.0', 16] as const,
    ['198.18.0.0', 15] as const,
    ['198.51.100.0', 24] as const,
    ['203.0.113.0', 24] as const,
  ],
  ['224.0.0.0', 3] as const,
]) {
  reserved.addSubnet(network, prefix, 'ipv4');
}

const badWebhook = (words: string) => new BotApiError(400, `Bad Request: bad webhook: ${words}`);

const parseWebhookUrl = (url: string): ParsedUrl => {
  try {
    return parseUrl(url, 'https');
  } catch (error) {
    throw error instanceof LinkError ? badRequest('invalid webhook URL specified') : error;
  }
};

const resolveHost = async (host: string): Promise<string> => {
  try {
    return (await lookup(host.replace(/^\[|\]$/g, ''), { family: 4 })).address;
  } catch {
    throw badWebhook('Failed to resolve host: Name or service not known');
  }
};

/** This machine may be called plainly and on any port, as from Telegram's local server; everybody else by the rules. */
const findAddress = async (url: ParsedUrl, fixedAddress: string): Promise<string> => {
  if (isLoopbackHost(url.host)) return '127.0.0.1';
  if (url.protocol !== 'https') throw badWebhook('An HTTPS URL must be provided for webhook');
  if (!allowedPorts.includes(url.port))
    throw badWebhook('Webhook can be set up only on ports 80, 88, 443 or 8443');
  const address = fixedAddress || (await resolveHost(url.host));
  if (!isIPv4(address)) throw badWebhook('Invalid IP address specified');
  if (reserved.check(address)) throw badWebhook(`IP address ${address} is reserved`);
  return address;
};

const readSecret = ({ args }: Call): string => {
  const secret = args.text('secret_token');
  if (secret.length > maxSecretLength) throw badRequest('secret token is too long');
  if (!/^[A-Za-z0-9_-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters');
  return secret;
};

export type WebhookSettings = ReturnType<typeof createWebhookSettings>;

/**
 * Where updates are delivered; kept with everything else.
 * `onChange` is told whenever the webhook was set, changed or removed.
 */
export const createWebhookSettings = ({ world, onChange }: { world: World; onChange: () => void }) => {
  const { storage, updates, nowSeconds } = world;
  let nextSetAtMs = 0;
  const current = () => storage.setting<Webhook>('webhook');

  const changeAllowedUpdates = (call: Call): boolean => {
    const allowed = parseAllowedUpdates(call.args.text('allowed_updates'));
    const before = storage.setting<string[]>('allowed_updates');
    if (allowed === undefined || JSON.stringify(allowed) === JSON.stringify(before ?? null)) return false;
    if (allowed === null) storage.removeSetting('allowed_updates');
    else storage.setSetting('allowed_updates', allowed);
    return true;
  };

  const remove = (call: Call): Answer => {
    if (call.args.flag('drop_pending_updates')) updates.clear();
    if (!current()) return { result: true, description: 'Webhook is already deleted' };
    storage.removeSetting('webhook');
    onChange();
    return { result: true, description: 'Webhook was deleted' };
  };

  const setWebhook: Method = async (call) => {
    const { args } = call;
    const url = args.text('url');
    if (url === '') return remove(call);
    if (performance.now() < nextSetAtMs) throw tooManyRequests(1);
    nextSetAtMs = performance.now() + setIntervalMs;
    const before = current();
    const wanted = {
      url,
      secretToken: args.text('secret_token'),
      maxConnections: args.integer('max_connections', 40, 1, 100),
      isAddressFixed: args.text('ip_address') !== '',
      hasCertificate:
        args.file('certificate') !== undefined || args.text('certificate').startsWith('attach://'),
    };
    const isSame =
      before !== undefined &&
      !before.hasCertificate &&
      Object.entries(wanted).every(([name, value]) => before[name as keyof typeof wanted] === value) &&
      (!wanted.isAddressFixed || before.ipAddress === args.text('ip_address'));
    if (isSame && !args.flag('drop_pending_updates')) {
      changeAllowedUpdates(call);
      return { result: true, description: 'Webhook is already set' };
    }
    const parsed = parseWebhookUrl(url);
    readSecret(call);
    // The old one is gone before the new one is tried, as there.
    storage.removeSetting('webhook');
    if (args.flag('drop_pending_updates')) updates.clear();
    onChange();
    const ipAddress = await findAddress(parsed, args.text('ip_address'));
    changeAllowedUpdates(call);
    storage.setSetting('webhook', { ...wanted, ipAddress } satisfies Webhook);
    onChange();
    return { result: true, description: 'Webhook was set' };
  };

  const getWebhookInfo: Method = () => {
    const webhook = current();
    const allowed = storage.setting<string[]>('allowed_updates');
    return {
      result: {
        url: webhook?.url ?? '',
        has_custom_certificate: webhook?.hasCertificate ?? false,
        pending_update_count: updates.count(),
        ...(webhook?.lastError
          ? { last_error_date: webhook.lastError.date, last_error_message: webhook.lastError.message }
          : {}),
        ...(webhook ? { max_connections: webhook.maxConnections, ip_address: webhook.ipAddress } : {}),
        ...(allowed ? { allowed_updates: allowed } : {}),
      },
    };
  };

  return {
    current,
    isSet: () => current() !== undefined,
    /** Telegram gives up on a webhook that says for long enough that it is gone. */
    drop: () => {
      storage.removeSetting('webhook');
      onChange();
    },
    noteError: (message: string) => {
      const webhook = current();
      if (webhook) storage.setSetting('webhook', { ...webhook, lastError: { date: nowSeconds(), message } });
    },
    methods: { setWebhook, deleteWebhook: remove as Method, getWebhookInfo },
  };
};
