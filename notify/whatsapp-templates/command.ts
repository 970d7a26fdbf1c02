import process from 'node:process';
import { readCommand, runCommand, UsageError } from '@atlas/shared/command-line';
import { newTraceparent } from '@atlas/shared/trace';
import {
  createGraphClient,
  createTemplateRegistry,
  GraphAnswerError,
  GraphApiError,
  whatsappConfigOf,
  whatsappVariables,
} from '@atlas/shared/whatsapp';
import { z } from 'zod';

const help = `npm run -s whatsapp:templates -- list | create

The message templates that Atlas sends by in WhatsApp: atlas_notice, which frames what is written after 24 hours, and
atlas_code, which holds a one-time code under a button that copies it, in en, ru and zh_CN.

  list     how each one stands at WhatsApp: APPROVED, PENDING, REJECTED, PAUSED, …, or MISSING; \`isCurrent\` is false where
           it says something else there
  create   makes those that are missing and changes those that say something else; WhatsApp then reviews them

Prints JSON; exit code 1 when one is not approved or not current. Uses the WHATSAPP_… variables of docs/configuration.md,
WHATSAPP_BUSINESS_ACCOUNT_ID among them; the token needs whatsapp_business_management.
`;

const timeoutMs = 60_000;

const openRegistry = () => {
  const parsed = z.object(whatsappVariables).safeParse(process.env);
  if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error));
  const config = whatsappConfigOf(parsed.data);
  if (!config) throw new UsageError('WhatsApp is not set up: see the WHATSAPP_… variables.');
  const { accountId } = config;
  if (!accountId) throw new UsageError('WHATSAPP_BUSINESS_ACCOUNT_ID is needed.');
  return createTemplateRegistry({ graph: createGraphClient(config), accountId });
};

const explain = (error: unknown): unknown => {
  if (error instanceof GraphApiError)
    return new UsageError(`WhatsApp refuses: ${[error.message, error.details].filter(Boolean).join(' – ')}`);
  const isAway = error instanceof GraphAnswerError || error instanceof TypeError;
  return isAway ? new UsageError('WhatsApp does not answer. See WHATSAPP_API_ROOT.') : error;
};

await runCommand(help, async () => {
  const {
    positionals: [verb = '', ...rest],
  } = readCommand({});
  if ((verb !== 'list' && verb !== 'create') || rest.length > 0)
    throw new UsageError(`Unknown: ${[verb, ...rest].join(' ') || 'nothing'}. Try --help.`);
  const registry = openRegistry();
  const call = { traceparent: newTraceparent(), signal: AbortSignal.timeout(timeoutMs) };
  const standings = await registry[verb](call).catch((error: unknown) => {
    throw explain(error);
  });
  process.stdout.write(`${JSON.stringify(standings, null, 2)}\n`);
  return standings.every(({ state, isCurrent }) => state === 'APPROVED' && isCurrent) ? 0 : 1;
});
