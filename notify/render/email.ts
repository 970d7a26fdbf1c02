import type { Inline, SemanticMessage } from '../templates/index.ts';
import { renderPlainText } from './plain-text.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const codeStyle = 'font:700 28px/1.4 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px';

const renderInline = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      if (typeof part === 'string')
        return escapeHtml(part).replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br>');
      return 'bold' in part
        ? `<strong>${renderInline(part.bold)}</strong>`
        : `<span style="${codeStyle}">${renderInline(part.code)}</span>`;
    })
    .join('');

/**
 * A page that reads alike in any mail program: no pictures, no links (a mail that asks for clicks teaches people to be
 * phished), nothing that is loaded from anywhere.
 */
const page = (subject: string, body: string): string => `<!doctype html>
<html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:36em;margin:0 auto"><p style="margin-top:0">${body}</p></div>
</body></html>
`;

/** Subject, text and HTML; the two say the same. */
export const renderEmail = ({ body, subject }: SemanticMessage) => ({
  subject,
  text: `${renderPlainText(body)}\n`,
  html: page(subject, renderInline(body)),
});
