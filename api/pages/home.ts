import type { RequestHandler } from 'express';

const escapeHtml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:12vh auto;padding:0 1.25rem}
h1{font-size:1.75rem;margin:0 0 .25rem}ul{padding:0;list-style:none}li{margin:.5rem 0}a{font-weight:600}span{opacity:.75}`;

/** `/`: what is here, with the links. */
export const homePage = (links: readonly { href: string; title: string; what: string }[]): RequestHandler => {
  const items = links
    .map(
      ({ href, title, what }) =>
        `<li><a href="${escapeHtml(href)}">${escapeHtml(title)}</a> <span>${escapeHtml(what)}</span></li>`,
    )
    .join('\n');
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Atlas</title><link rel="stylesheet" href="/home.css"></head>
<body><main><h1>Atlas</h1><p>The identity platform for messenger mini-apps.</p><ul>
${items}
</ul></main></body></html>
`;
  return (req, res) => {
    res.set(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    if (req.path === '/home.css') res.type('css').send(style);
    else res.type('html').send(html);
  };
};
