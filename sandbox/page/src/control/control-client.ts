import type {
  AuthenticatorEntry,
  ChatMessage,
  ChatState,
  CodeSent,
  EmailMessage,
  Fault,
  Launch,
  NewAuthenticatorEntry,
  NewPerson,
  NewWechatPerson,
  NewWhatsappPerson,
  OldShopCustomer,
  Person,
  SmsMessage,
  WechatAccount,
  WechatMenuButton,
  WechatMessage,
  WechatPerson,
  WhatsappBusiness,
  WhatsappMessage,
  WhatsappPerson,
} from '../../../wire.ts';

/** The sandbox said no; `message` is its own sentence where it gave one. */
export class ControlError extends Error {
  override name = 'ControlError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const root = '/sandbox/control';

const request = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const response = await fetch(`${root}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new ControlError(response.status, sentenceIn(text) ?? `HTTP ${response.status}`);
  return (text ? JSON.parse(text) : undefined) as T;
};

const sentenceIn = (text: string): string | undefined => {
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string; message?: string };
    return problem.detail ?? problem.message ?? problem.title;
  } catch {
    return undefined;
  }
};

const user = (id: number, rest = '') => `/telegram/users/${id}${rest}`;
const wechatUser = (id: string, rest = '') => `/wechat/users/${encodeURIComponent(id)}${rest}`;
const whatsappUser = (id: string, rest = '') => `/whatsapp/users/${encodeURIComponent(id)}${rest}`;

/** The sandbox's control API, as typed calls. All of them throw {@link ControlError}, or TypeError when nobody answers. */
export const control = {
  people: () => request<Person[]>('GET', '/telegram/users'),
  addPerson: (person: NewPerson) => request<Person>('POST', '/telegram/users', person),
  messages: (id: number) => request<ChatMessage[]>('GET', user(id, '/messages')),
  chat: (id: number) => request<ChatState>('GET', user(id, '/chat')),
  say: (id: number, text: string) => request<ChatMessage>('POST', user(id, '/messages'), { text }),
  press: (id: number, messageId: number, callbackData: string) =>
    request<unknown>('POST', user(id, '/messages'), { callbackData, messageId }),
  shareContact: (id: number) => request<void>('POST', user(id, '/share-contact')),
  allowWriting: (id: number) => request<void>('POST', user(id, '/allow-writing')),
  requestedContact: (id: number) => request<{ response: string }>('POST', user(id, '/requested-contact')),
  block: (id: number) => request<void>('POST', user(id, '/block')),
  unblock: (id: number) => request<void>('POST', user(id, '/unblock')),
  launch: (id: number, url: string) => request<Launch>('POST', user(id, '/launch'), { url }),
  whatsapp: {
    business: () => request<WhatsappBusiness>('GET', '/whatsapp/business'),
    people: () => request<WhatsappPerson[]>('GET', '/whatsapp/users'),
    addPerson: (person: NewWhatsappPerson) => request<WhatsappPerson>('POST', '/whatsapp/users', person),
    messages: (id: string) => request<WhatsappMessage[]>('GET', whatsappUser(id, '/messages')),
    say: (id: string, text: string) =>
      request<WhatsappMessage>('POST', whatsappUser(id, '/messages'), { text }),
    press: (id: string, messageId: string, callbackData: string) =>
      request<WhatsappMessage>('POST', whatsappUser(id, '/messages'), { callbackData, messageId }),
    /** @param messageId of the message that asks for it; without one of their own accord */
    shareContact: (id: string, messageId?: string) =>
      request<void>('POST', whatsappUser(id, '/share-contact'), { ...(messageId ? { messageId } : {}) }),
    read: (id: string) => request<void>('POST', whatsappUser(id, '/read')),
    block: (id: string) => request<void>('POST', whatsappUser(id, '/block')),
    unblock: (id: string) => request<void>('POST', whatsappUser(id, '/unblock')),
    streamOf: (id: string) => `${root}${whatsappUser(id, '/stream')}`,
  },
  wechat: {
    account: () => request<WechatAccount>('GET', '/wechat/account'),
    menu: () => request<WechatMenuButton[]>('GET', '/wechat/menu'),
    people: () => request<WechatPerson[]>('GET', '/wechat/users'),
    addPerson: (person: NewWechatPerson) => request<WechatPerson>('POST', '/wechat/users', person),
    messages: (id: string) => request<WechatMessage[]>('GET', wechatUser(id, '/messages')),
    say: (id: string, text: string) => request<WechatMessage>('POST', wechatUser(id, '/messages'), { text }),
    choose: (id: string, messageId: string, menuId: string) =>
      request<WechatMessage>('POST', wechatUser(id, '/messages'), { menuId, messageId }),
    click: (id: string, clickKey: string) =>
      request<object>('POST', wechatUser(id, '/messages'), { clickKey }),
    view: (id: string, url: string) =>
      request<object>('POST', wechatUser(id, '/messages'), { event: 'VIEW', url }),
    loginCode: (id: string) => request<{ code: string }>('POST', wechatUser(id, '/login-code')),
    follow: (id: string) => request<void>('POST', wechatUser(id, '/follow')),
    unfollow: (id: string) => request<void>('POST', wechatUser(id, '/unfollow')),
    block: (id: string) => request<void>('POST', wechatUser(id, '/block')),
    unblock: (id: string) => request<void>('POST', wechatUser(id, '/unblock')),
    streamOf: (id: string) => `${root}${wechatUser(id, '/stream')}`,
  },
  oldShopCustomers: () => request<OldShopCustomer[]>('GET', '/legacy-shop/customers'),
  addOldShopCustomer: (name: string) => request<OldShopCustomer>('POST', '/legacy-shop/customers', { name }),
  changeOldShopCustomer: (id: string, switches: { locked?: boolean; slow?: boolean }) =>
    request<OldShopCustomer>('PATCH', `/legacy-shop/customers/${id}`, switches),
  faults: () => request<Fault[]>('GET', '/faults'),
  addFault: (fault: Fault) => request<Fault>('POST', '/faults', fault),
  clearFaults: () => request<void>('DELETE', '/faults'),
  advanceClock: (advanceSeconds: number) => request<{ now: string }>('POST', '/clock', { advanceSeconds }),
  reset: () => request<void>('POST', '/reset'),
  streamOf: (id: number) => `${root}${user(id, '/stream')}`,
  initData: (id: number) => request<{ initData: string }>('POST', user(id, '/init-data'), {}),
  /** Waits for the code, where it has not come yet. */
  codeFor: (to: string) => request<CodeSent>('GET', `/codes?to=${encodeURIComponent(to)}&waitSeconds=20`),
  sms: () => request<SmsMessage[]>('GET', '/sms'),
  emails: () => request<EmailMessage[]>('GET', '/emails'),
  emailHtml: (id: string) => `${root}/emails/${id}/html`,
  authenticator: () => request<AuthenticatorEntry[]>('GET', '/authenticator'),
  addToAuthenticator: (shown: NewAuthenticatorEntry) =>
    request<AuthenticatorEntry>('POST', '/authenticator', shown),
  removeFromAuthenticator: (id: number) => request<void>('DELETE', `/authenticator/${id}`),
  timeline: `${root}/timeline`,
};
