import type { WechatMenu } from '@atlas/shared/wechat';
import type { Locale } from '@atlas/shared/wire';
import {
  type CommandName,
  commandDescription,
  type Localise,
  plain,
  type TextKey,
} from '../dialogue/index.ts';

/** A menu has one language, that of most people there; who reads another finds the way to it. */
const locale: Locale = 'zh';

/**
 * The official account's menu: three buttons, two of them with more behind. What is tapped comes back as the name of a
 * command. [Custom menus: 3 buttons of 16 bytes, 5 behind each of 60]
 */
export const menuOf = (localise: Localise): WechatMenu => {
  const word = (key: TextKey): string => plain(localise(locale, { key }));
  const item = (command: CommandName) => ({
    type: 'click' as const,
    name: word(commandDescription(command)),
    key: command,
  });
  const inEnglish = plain(localise('en', { key: 'menu.language' }));
  const language = { ...item('language'), name: `${word('menu.language')} / ${inEnglish}` };
  return [
    { ...item('app'), name: word('label.openApp') },
    {
      name: word('menu.account'),
      sub_button: [item('profile'), item('security'), item('sessions'), item('link')],
    },
    { name: word('menu.more'), sub_button: [language, item('help')] },
  ];
};
