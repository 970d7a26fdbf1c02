import { z } from 'zod';

/**
 * The control API under `/sandbox/control` (design: public contract) and what the desk page needs beside it.
 *
 * Telegram people and their chat with the bot:
 * - `GET  /telegram/users` → Person[] · `POST /telegram/users` NewPerson → 201 Person
 * - `POST /telegram/users/{id}/messages` `{text}` | `{callbackData, messageId}` → 201 ChatMessage | 200 `{}`
 * - `GET  /telegram/users/{id}/messages` → ChatMessage[], the chat as the person sees it
 * - `POST /telegram/users/{id}/init-data` `{startParam?, botId?}` → `{initData}` signed now, both ways; without a
 *   parameter each opening has a `query_id` of its own
 * - `POST /telegram/users/{id}/block` · `/unblock` · `/share-contact` → 204
 * - `GET  /telegram/users/{id}/chat` → ChatState (menu button, commands in the person's language, blocked)
 * - `POST /telegram/users/{id}/launch` `{url}` → Launch: what Telegram Web would put into the iframe for a web_app
 *   button or the menu button: `{src, origin}`; src carries `#tgWebAppData=…&tgWebAppVersion=…&tgWebAppPlatform=…`
 *   on the person's own `*.localhost` origin; the page appends its tgWebAppThemeParams
 * - `GET  /telegram/users/{id}/stream` SSE of ChatChange, one JSON each
 * - `PATCH /telegram/users/{id}/messages/{messageId}` `{text}` → ChatMessage: the person edits what they wrote
 * - `POST /telegram/users/{id}/allow-writing` → 204: they say yes to the app's requestWriteAccess; the bot hears of it once
 * - `POST /telegram/users/{id}/requested-contact` → `{response}`: the contact signed for the app, as its requestContact gets it
 * - `GET  /telegram/files/{uniqueId}` the bytes of a photo or document (`ChatMessage.photo`, `document.url`)
 * WhatsApp people and their chat with the business, by business-scoped user id:
 * - `GET  /whatsapp/business` → WhatsappBusiness, as it stands at the top of each chat
 * - `POST /whatsapp/templates/{name}/review` WhatsappTemplateReview → 204: what WhatsApp says of the business's template
 * - `GET  /whatsapp/users` → WhatsappPerson[] · `POST /whatsapp/users` NewWhatsappPerson → 201 WhatsappPerson
 * - `POST /whatsapp/users/{id}/messages` `{text}` | `{callbackData, messageId}` (a reply button, or a row of a list) → 201 WhatsappMessage
 * - `GET  /whatsapp/users/{id}/messages` → WhatsappMessage[], the chat as the person sees it
 * - `POST /whatsapp/users/{id}/block` · `/unblock` · `/read` · `/change-device` → 204 · `/share-contact`
 *   `{messageId?}` (the message that asks for it) | `{phone}` (somebody else's) → 204
 * - `POST /whatsapp/users/{id}/change-phone` `{phone?}` → WhatsappPerson under the new id; the business hears of it
 * - `POST /whatsapp/users/{id}/messages/{messageId}/flow` WhatsappFlowStep → WhatsappFlowScreen; at its end the business hears of it
 * - `GET  /whatsapp/users/{id}/stream` SSE of WhatsappChange · `GET /whatsapp/media/{mediaId}` the bytes of a picture
 * WeChat people and their chat with the account, by openid. One app id stands for the mini program and the official account:
 * - `GET  /wechat/account` → WechatAccount, as it stands at the top of each chat
 * - `GET  /wechat/users` → WechatPerson[] · `POST /wechat/users` NewWechatPerson → 201 WechatPerson
 * - `POST /wechat/users/{id}/messages` `{text}` | `{menuId, messageId}` (a line of a menu in a message) → 201 WechatMessage ·
 *   `{clickKey}` (a button of the account's menu) | `{event: 'SCAN', scene}` | `{event: 'VIEW', url}` |
 *   `{event: 'user_enter_tempsession', sessionFrom?}` → 200 `{}`. A follower's text goes to the official account (XML, and
 *   what it answers is shown), anybody else's to the mini program's customer service (in the callback's format)
 * - `GET  /wechat/users/{id}/messages` → WechatMessage[], the chat as the person sees it · `/stream` SSE of WechatChange
 * - `POST /wechat/users/{id}/follow` · `/unfollow` · `/block` · `/unblock` → 204
 * - `POST /wechat/users/{id}/login-code` → `{code}` of wx.login · `/phone-code` → `{code}` of getPhoneNumber ·
 *   `/oauth-code` `{scope?, snapshot?}` → `{code}` of a web page · `/profile-data` → `{rawData, signature, encryptedData, iv}`
 * - `POST /wechat/users/{id}/subscribe-consent` `{templateId, count?, accept?}` → WechatConsent[]: taps on
 *   wx.requestSubscribeMessage · `/subscribe-withdraw` `{templateId}` → WechatConsent[] · `GET /consents` → WechatConsent[]
 * - `POST /wechat/callback` WechatCallback → WechatCallback, when the URL passed the echostr check · `GET /wechat/callback`
 * - `GET  /wechat/templates` → WechatTemplate[] · `POST /wechat/templates` NewWechatTemplate → 201 WechatTemplate (the one
 *   there is for the same words) · `POST /wechat/templates/{id}/disable` → 204
 * - `GET  /wechat/menu` → WechatMenuButton[]: the menu below the chat · `GET /wechat/media/{mediaId}` the bytes of a picture
 * The old shop:
 * - `GET  /legacy-shop/customers` → OldShopCustomer[] · `POST /legacy-shop/customers` `{name}` → 201 OldShopCustomer · `PATCH /legacy-shop/customers/{id}` `{locked?, slow?}` → OldShopCustomer
 * Texts and mails, newest first, and the codes in them:
 * - `GET /sms?to=` → SmsMessage[] · `GET /emails?to=` → EmailMessage[]; without `to` everybody's
 * - `GET /codes?to=&waitSeconds=` → CodeSent, the newest one sent to a number, address or chat id; waits at the most
 *   so long (60) for one that no answer told before, or with `&after=` (a date) for a newer one; 404 when none came
 * - `GET /emails/{id}/html` its HTML, as a page that runs and loads nothing
 * - `GET /inbox/stream` SSE of InboxChange
 * The authenticator:
 * - `GET /authenticator` → AuthenticatorEntry[], codes by the sandbox's clock
 * - `POST /authenticator` `{uri}` (or the key alone) | `{svg}` | `{fileId}` (a picture in a chat) → 201 AuthenticatorEntry · `DELETE /authenticator/{id}` → 204
 * Everything:
 * - `GET /timeline` SSE of TimelineEntry (shared/trace); the last 200 first
 * - `GET /faults` → Fault[] · `POST /faults` Fault → 201 · `DELETE /faults` → 204
 * - `POST /clock` `{advanceSeconds}` → `{now}` · `POST /reset` → 204
 */
export const NewPerson = z.strictObject({
  firstName: z.string().min(1).max(64),
  lastName: z.string().max(64).optional(),
  username: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{4,31}$/)
    .optional(),
  languageCode: z.string().max(35).optional(),
  isPremium: z.boolean().optional(),
});
export type NewPerson = z.output<typeof NewPerson>;

export type Person = NewPerson & {
  id: number;
  /** `http://anna.localhost:3000`: where the mini app runs for this person, so that browsers keep people apart. */
  origin: string;
  blocked: boolean;
};

export type InlineKeyboardButton = {
  text: string;
  url?: string;
  callback_data?: string;
  web_app?: { url: string };
  copy_text?: { text: string };
};

/** A message as the person sees it. `entities` are already resolved into `html` (safe: escaped, only Telegram's tags). */
export type ChatMessage = {
  messageId: number;
  from: 'bot' | 'user';
  text?: string;
  html?: string;
  caption?: string;
  /** Address of the picture on the sandbox. */
  photo?: string;
  document?: { fileName: string; sizeBytes: number; url: string };
  contact?: { phoneNumber: string; firstName: string };
  replyMarkup?: { inline_keyboard: InlineKeyboardButton[][] };
  protectContent?: boolean;
  date: number;
  editDate?: number;
};

export type ChatState = {
  menuButton:
    | { type: 'web_app'; text: string; webApp: { url: string } }
    | { type: 'commands' }
    | { type: 'default' };
  commands: { command: string; description: string }[];
  blocked: boolean;
  bot: { id: number; firstName: string; username: string };
};

export type ChatChange =
  | { change: 'message' | 'edited'; message: ChatMessage }
  | { change: 'deleted'; messageId: number }
  | { change: 'typing' }
  | { change: 'callback_answered'; text?: string; showAlert?: boolean }
  | { change: 'state'; state: ChatState };

export type Launch = { src: string; origin: string };

export const NewWhatsappPerson = z.strictObject({
  name: z.string().min(1).max(64),
  /** Without one the business sees none: the person goes by their username. */
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164')
    .optional(),
  username: z
    .string()
    .regex(/^[a-z][a-z0-9._]{2,29}$/)
    .optional(),
});
export type NewWhatsappPerson = z.output<typeof NewWhatsappPerson>;
export type WhatsappPerson = NewWhatsappPerson & {
  /** Business-scoped user id: `US.13491208655302741918`. Another phone makes another one. */
  id: string;
  /** `http://whatsapp-1.localhost:3000`: where pages run that this person opens from a chat, on whichever number. */
  origin: string;
  blocked: boolean;
};

export type WhatsappBusiness = {
  name: string;
  /** Digits: what comes after `https://wa.me/`. */
  phone: string;
};

/** A message as the person sees it. */
export type WhatsappMessage = {
  messageId: string;
  from: 'bot' | 'user';
  at: string;
  text?: string;
  footer?: string;
  /** Address of the picture on the sandbox. */
  photo?: string;
  document?: { fileName: string; sizeBytes: number };
  buttons?: { id: string; title: string }[];
  /** What one button opens: rows to choose from. */
  list?: { button: string; rows: { id: string; title: string; description?: string; section?: string }[] };
  link?: { title: string; url: string };
  copyCode?: { title: string; code: string };
  asksForContact?: true;
  /** A button that opens a Flow. */
  flow?: { title: string };
  contact?: { name: string; phone: string };
  /** The message this one answers. */
  replyTo?: string;
  /** How far it came; what a person wrote is read once the business says so. */
  status?: 'sent' | 'delivered' | 'read';
};
/** Whose card somebody shares: their own, also in answer to a message that asks for it, or of whoever has that phone. */
export const WhatsappShare = z.strictObject({
  messageId: z.string().min(1).optional(),
  phone: NewWhatsappPerson.shape.phone,
});
export type WhatsappShare = z.output<typeof WhatsappShare>;
export const WhatsappTemplateStatus = z.enum(['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED']);
export type WhatsappTemplateStatus = z.output<typeof WhatsappTemplateStatus>;
/** What WhatsApp says of a template, in every language. */
export const WhatsappTemplateReview = z.strictObject({
  status: WhatsappTemplateStatus,
  /** As WhatsApp names it: `INVALID_FORMAT`, `TAG_CONTENT_MISMATCH`. */
  reason: z.string().max(64).optional(),
});
export type WhatsappTemplateReview = z.output<typeof WhatsappTemplateReview>;
/** What a person does with a Flow; `omitsToken` as some phones do. */
export const WhatsappFlowStep = z.union([
  z.strictObject({ open: z.literal(true), omitsToken: z.boolean().optional() }),
  z.strictObject({ submit: z.record(z.string(), z.string().max(1000)) }),
  z.strictObject({ back: z.literal(true) }),
]);
export type WhatsappFlowStep = z.output<typeof WhatsappFlowStep>;
/** The screen of a Flow as it stands then. `error` is shown below it; one that is over opens no more. */
export type WhatsappFlowScreen = {
  screen: string;
  data: Record<string, unknown>;
  isOver: boolean;
  error?: string;
};
export type WhatsappChange =
  | { change: 'message'; message: WhatsappMessage }
  /** The business has read that message and all before it. */
  | { change: 'read'; messageId: string }
  | { change: 'typing' };

export const NewWechatPerson = z.strictObject({
  name: z.string().min(1).max(64),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164')
    .optional(),
  /** As WeChat names it: `zh_CN` (Default), `en`, `ru`. */
  locale: z.string().min(2).max(10).optional(),
  /** The official account (Default: true); nobody is told of those who follow from the start. */
  follows: z.boolean().optional(),
});
export type NewWechatPerson = z.output<typeof NewWechatPerson>;
export type WechatPerson = Omit<NewWechatPerson, 'locale' | 'follows'> & {
  /** openid. */
  id: string;
  /** `http://wechat-1.localhost:3000`: where pages run that this person opens. */
  origin: string;
  unionid: string;
  locale: string;
  follows: boolean;
  blocked: boolean;
};

export type WechatAccount = { name: string };

/** A message as the person sees it; `wechat` is the messenger's own notice. */
export type WechatMessage = {
  messageId: string;
  from: 'bot' | 'user' | 'wechat';
  at: string;
  /** May hold `<a href="…">` of the account. */
  text?: string;
  /** Address of the picture on the sandbox. */
  photo?: string;
  link?: { title: string; description: string; url: string };
  miniProgram?: { title: string; pagePath: string };
  /** Lines to tap; `tail` stands below them. */
  menu?: { items: { id: string; text: string }[]; tail?: string };
  /** A subscribe message: a service notification with its template's words. */
  notification?: {
    templateId: string;
    title: string;
    fields: { name: string; label: string; value: string }[];
    page?: string;
  };
};
export type WechatChange = { change: 'message'; message: WechatMessage } | { change: 'typing' };

/** What is typed into WeChat's dashboard; token and EncodingAESKey are the account's. */
export const WechatCallback = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  mode: z.enum(['plain', 'safe']).default('safe'),
  /** Of the mini program's pushes; those of the official account are always XML. */
  format: z.enum(['xml', 'json']).default('xml'),
});
export type WechatCallback = z.output<typeof WechatCallback>;

/** `content` as in the dashboard: `Order: {{character_string1.DATA}}`, one place a line. */
export const NewWechatTemplate = z.strictObject({
  title: z.string().min(1).max(64),
  content: z
    .string()
    .max(1000)
    .regex(/\{\{[a-z_]+\d+\.DATA\}\}/, 'has no place'),
});
export type NewWechatTemplate = z.output<typeof NewWechatTemplate>;
export type WechatTemplate = NewWechatTemplate & { templateId: string; usable: boolean };
export type WechatConsent = { templateId: string; messagesLeft: number };
export type WechatMenuButton = {
  name: string;
  key?: string;
  url?: string;
  pagePath?: string;
  buttons?: WechatMenuButton[];
};

/** Money is in minor units: 1990 is 19.90. */
export type OldShopOrder = {
  orderId: string;
  placedAt: string;
  status: 'delivered' | 'returned' | 'shipped';
  currency: string;
  totalMinor: number;
  items: readonly { title: string; quantity: number; priceMinor: number }[];
};

/** A customer of the old shop, with what they sign in with. */
export type OldShopCustomer = {
  id: string;
  login: string;
  password: string;
  name: string;
  email: string | null;
  phone: string | null;
  /** Refused like a wrong password. */
  locked: boolean;
  /** Their record takes 3 s to load. */
  slow: boolean;
  /** Oldest first. */
  orders: readonly OldShopOrder[];
};

/** A text on somebody's phone, or on its way there. */
export type SmsMessage = {
  id: string;
  to: string;
  from: string;
  text: string;
  segments: number;
  encoding: 'GSM-7' | 'UCS-2';
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'expired';
  acceptedAt: string;
  /** Null for one that has not come, or never will. */
  arrivedAt: string | null;
  /** The code in it; null where there is none. */
  code: string | null;
};

export type EmailMessage = {
  id: string;
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string | null;
  headers: Readonly<Record<string, string>>;
  receivedAt: string;
  code: string | null;
};

export type InboxChange = { inbox: 'sms'; message: SmsMessage } | { inbox: 'email'; message: EmailMessage };

export type CodeSent = {
  code: string;
  channel: 'sms' | 'email' | 'telegram' | 'whatsapp' | 'wechat';
  at: string;
};

export type AuthenticatorEntry = {
  id: number;
  issuer: string;
  account: string;
  code: string;
  /** What it will show next. */
  nextCode: string;
  periodSeconds: number;
  /** How long `code` is still shown. */
  leftMs: number;
};

export const NewAuthenticatorEntry = z.union([
  z.strictObject({ uri: z.string().max(2000) }),
  z.strictObject({ svg: z.string().max(200_000) }),
  z.strictObject({ fileId: z.string().max(200) }),
]);
export type NewAuthenticatorEntry = z.output<typeof NewAuthenticatorEntry>;

export const faultTargets = ['telegram', 'whatsapp', 'wechat', 'sms', 'email', 'legacy-shop', 'bus'] as const;
export const faultKinds = [
  'error',
  '429',
  'timeout',
  'drop',
  'slow',
  'blocked',
  'duplicate',
  'down',
  'late',
  'lost',
  'bounce',
] as const;
/**
 * Until `count` calls were hit or `forSeconds` are over by the sandbox's clock; with neither, until removed.
 *
 * For `telegram` a hit is a Bot API call other than getMe, getUpdates and those of the webhook:
 * - `error`: 500, nothing is done · `429`: told to wait, nothing is done · `blocked`: 403, for what writes into a chat
 * - `drop`: the connection is cut before anything is done · `timeout`: it is done, but the answer never comes (cut
 *   after a minute) · `slow`: done and answered 3 s late
 * - `duplicate` hits deliveries instead: an update comes twice, under the same id
 *
 * For `whatsapp` a hit is a message handed in: `error`, `429`, `drop`, `timeout` and `slow` as above, and
 * - `down`: 503 · `blocked` and `bounce`: taken, then reported as undeliverable (131026) · `late`: its statuses come 5 s
 *   later · `lost`: they never come · `duplicate` hits notifications: one comes twice
 *
 * For `wechat` a hit is a sign-in code, a phone code or a message handed in: `error` (-1), `429` (45011), `drop`, `timeout`
 * and `slow` as above, and
 * - `down`: 502 · `blocked`: 40226, 48002 or 43101 · of subscribe messages `late`: what became of it is told 5 s later ·
 *   `lost`: it is never told · `bounce`: taken, then reported as failed · `duplicate` hits callbacks: one comes twice
 *
 * For `legacy-shop` a hit is any call of its contract: `error`, `429`, `drop`, `timeout` and `slow` mean the same there,
 * and nothing is done but with `slow`.
 *
 * For `sms` and `email` a hit is a message handed in: `error`, `429`, `drop`, `timeout` and `slow` as above, and
 * - `down`: the provider turns everybody away (503; 421) · `blocked`: the recipient is refused at once
 * - `late`: taken, and arrives 5 s later · `lost`: taken, and never arrives · `duplicate`: taken once, arrives twice
 * - `bounce`: taken, then reported as not deliverable (by mail: sent back to the sender)
 */
export const Fault = z.strictObject({
  target: z.enum(faultTargets),
  kind: z.enum(faultKinds),
  count: z.int().min(1).optional(),
  forSeconds: z.number().positive().max(86_400).optional(),
});
export type Fault = z.output<typeof Fault>;
