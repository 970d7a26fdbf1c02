import type { Inline } from '../templates/index.ts';
import { renderTelegramHtml } from './telegram-html.ts';

type Render = (body: readonly Inline[]) => string;

const renderers: Readonly<Record<string, Render>> = { telegram: renderTelegramHtml };

/** The channel's own markup. Every channel name has one. */
export const rendererOf = (channel: string): Render => {
  const render = renderers[channel];
  if (!render) throw new Error(`no renderer for the channel ${channel}`);
  return render;
};
