import type { Inline } from '../templates/index.ts';
import { renderPlainText } from './plain-text.ts';

/** The text of a message for WeChat, whose one mark is a link: nothing in it can be one. */
export const renderWechat = (body: readonly Inline[]): string => renderPlainText(body).replaceAll('<', '＜');
