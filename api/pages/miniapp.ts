import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import helmet from 'helmet';

type Deps = {
  /** `miniapp/dist`, built. */
  directory: string;
  publicUrl: string;
  /** Who may show the mini app in a frame: the messengers' web clients. */
  frameAncestors: readonly string[];
  botId: string;
  /** Where a person outside the messenger finds the bot; empty when not known. */
  botLink: string;
  /** Where WhatsApp opens the chat with us, `https://wa.me/…`; empty where there is no WhatsApp. */
  whatsappLink: string;
  /** Whether there is WeChat, which has no such link. */
  hasWechat: boolean;
  /** The server's DPoP nonce of this moment; with it the app's first proof is good at once. */
  dpopNonce: () => string;
};

const escapeAttribute = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

const fillMeta = (html: string, name: string, content: string): string =>
  html.replace(
    new RegExp(`(<meta name="${name}" content=")[^"]*(")`),
    (_all, before: string, after: string) => before + escapeAttribute(content) + after,
  );

/** Telegram's own script puts an empty style element into the page when it runs in a frame; nothing else inline is let in. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** `/miniapp/`: the built pages, told where the API is. Only messengers' web clients may frame them. */
export const miniappRouter = ({
  directory,
  publicUrl,
  frameAncestors,
  botId,
  botLink,
  whatsappLink,
  hasWechat,
  dpopNonce,
}: Deps): Router => {
  const { origin } = new URL(publicUrl);
  const template = readFileSync(join(directory, 'index.html'), 'utf8');
  const html = Object.entries({
    'atlas-api': origin,
    'atlas-bot-id': botId,
    'atlas-bot-link': botLink,
    'atlas-whatsapp-link': whatsappLink,
    'atlas-wechat': hasWechat ? 'on' : '',
  }).reduce((filled, [name, content]) => fillMeta(filled, name, content), template);
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", emptyStyle],
        'img-src': ["'self'", 'data:', 'https://t.me'],
        'font-src': ["'self'"],
        'connect-src': ["'self'", origin],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'object-src': ["'none'"],
        'frame-ancestors': [...frameAncestors],
      },
    },
    xFrameOptions: false,
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: true },
  });
  const page: express.RequestHandler = (_req, res) => {
    res
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(fillMeta(html, 'atlas-dpop-nonce', dpopNonce()));
  };
  const files = { index: false, dotfiles: 'ignore', fallthrough: false } as const;
  return (
    Router()
      .use(headers)
      .get(['/', '/index.html'], page)
      // A missing script is an error of its own, never a page in its place.
      .use('/assets', express.static(join(directory, 'assets'), { ...files, immutable: true, maxAge: '1y' }))
      .get(/^\/[a-z-/]*$/, page)
      .use(express.static(directory, { ...files, maxAge: '1h' }))
  );
};
