import { z } from 'zod';
import type { Storage } from '../storage/storage.ts';
import type { WechatMenuButton } from '../wire.ts';
import { WechatError } from './wechat-error.ts';

const setting = 'wechat.menu';

const name = (maxBytes: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= maxBytes);
const leaf = {
  click: { type: z.literal('click'), key: z.string().min(1).max(128) },
  view: { type: z.literal('view'), url: z.url({ protocol: /^https?$/ }).max(1024) },
  miniprogram: {
    type: z.literal('miniprogram'),
    url: z.url().max(1024),
    appid: z.string().min(1),
    pagepath: z.string().min(1),
  },
};
const buttonOf = (maxBytes: number) =>
  z.discriminatedUnion('type', [
    z.looseObject({ ...leaf.click, name: name(maxBytes) }),
    z.looseObject({ ...leaf.view, name: name(maxBytes) }),
    z.looseObject({ ...leaf.miniprogram, name: name(maxBytes) }),
  ]);
const Menu = z.looseObject({
  button: z
    .array(
      z.union([
        z.looseObject({ name: name(16), sub_button: z.array(buttonOf(60)).min(1).max(5) }),
        buttonOf(16),
      ]),
    )
    .min(1)
    .max(3),
});
export type Menu = z.output<typeof Menu>;

const toWireButton = (button: z.output<ReturnType<typeof buttonOf>>): WechatMenuButton => ({
  name: button.name,
  ...(button.type === 'click' ? { key: button.key } : {}),
  ...(button.type === 'view' ? { url: button.url } : {}),
  ...(button.type === 'miniprogram' ? { pagePath: button.pagepath } : {}),
});

export type MenuStore = ReturnType<typeof createMenu>;

/** The menu below the official account's chat: three buttons, or fewer, with five below each. */
export const createMenu = ({ storage }: { storage: Storage }) => {
  const current = () => storage.setting<Menu>(setting);
  const buttons = (): WechatMenuButton[] =>
    (current()?.button ?? []).map((button) =>
      'sub_button' in button && Array.isArray(button.sub_button)
        ? { name: button.name, buttons: button.sub_button.map(toWireButton) }
        : toWireButton(button as z.output<ReturnType<typeof buttonOf>>),
    );
  return {
    current,
    /** @throws WechatError 40016 */
    set: (body: unknown): void => {
      const parsed = Menu.safeParse(body);
      if (!parsed.success) throw new WechatError(40016, parsed.error.issues[0]?.path.join('.'));
      storage.setSetting(setting, parsed.data);
    },
    remove: (): void => storage.removeSetting(setting),
    /** As the person sees it. */
    buttons,
    hasKey: (key: string): boolean =>
      buttons().some((button) => [button, ...(button.buttons ?? [])].some((one) => one.key === key)),
  };
};
