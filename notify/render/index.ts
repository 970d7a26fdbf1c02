import type { ChannelMessage } from '@atlas/shared/ports';
import type { SemanticMessage } from '../templates/index.ts';
import { renderEmail } from './email.ts';
import { renderSms } from './sms.ts';
import { renderTelegramHtml } from './telegram-html.ts';
import { renderWechat } from './wechat.ts';
import { renderWhatsapp } from './whatsapp.ts';

type Rendered = Pick<ChannelMessage, 'text' | 'subject' | 'html' | 'card'>;
export type Render = (channel: string, message: SemanticMessage) => Rendered;

/** A message in the channel's own markup. @param miniappUrl where codes are typed: its host binds them. */
export const createRender = ({ miniappUrl }: { miniappUrl: string }): Render => {
  const { hostname } = new URL(miniappUrl);
  const renderers: Readonly<Record<string, (message: SemanticMessage) => Rendered>> = {
    telegram: ({ body }) => ({ text: renderTelegramHtml(body) }),
    whatsapp: ({ body }) => ({ text: renderWhatsapp(body) }),
    wechat: ({ body, card }) => ({ text: renderWechat(body), ...(card ? { card } : {}) }),
    sms: (message) => ({ text: renderSms(message, hostname) }),
    email: renderEmail,
  };
  return (channel, message) => {
    const render = renderers[channel];
    if (!render) throw new Error(`no renderer for the channel ${channel}`);
    return render(message);
  };
};
