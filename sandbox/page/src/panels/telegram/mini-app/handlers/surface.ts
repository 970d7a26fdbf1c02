import { type BottomButton, type EventData, type Handlers, type Host, stringIn } from '../host.ts';

const hexColor = /^#[0-9a-f]{6}$/i;

/** Only plain colours: this goes into our own styles. */
const colorIn = (data: EventData, key: string): string | undefined => {
  const color = stringIn(data, key);
  return color && hexColor.test(color) ? color : undefined;
};

const colorOrKey = (data: EventData, host: Host): string | undefined => {
  const key = stringIn(data, 'color_key');
  return key === 'bg_color' || key === 'secondary_bg_color' ? host.theme()[key] : colorIn(data, 'color');
};

const positions = ['left', 'right', 'top', 'bottom'] as const;

/** A hidden button's other parameters are not sent; what it had stays. */
const buttonOf = (data: EventData, before: BottomButton): BottomButton =>
  data.is_visible === true
    ? {
        isVisible: true,
        isActive: data.is_active !== false,
        isProgressVisible: data.is_progress_visible === true,
        hasShine: data.has_shine_effect === true,
        text: stringIn(data, 'text') ?? before.text,
        color: colorIn(data, 'color'),
        textColor: colorIn(data, 'text_color'),
        position: positions.find((position) => position === data.position) ?? before.position,
      }
    : { ...before, isVisible: false };

const hapticLooks = new Set(['impact', 'notification', 'selection_change']);

/** The colours and buttons around the app's frame. */
export const surfaceHandlers: Handlers = {
  web_app_request_theme: (_data, host) => host.post('theme_changed', { theme_params: host.theme() }),
  web_app_set_header_color: (data, host) => host.change({ headerColor: colorOrKey(data, host) }),
  web_app_set_background_color: (data, host) => host.change({ backgroundColor: colorIn(data, 'color') }),
  web_app_set_bottom_bar_color: (data, host) => host.change({ bottomBarColor: colorIn(data, 'color') }),
  web_app_setup_main_button: (data, host) => host.change({ main: buttonOf(data, host.surface().main) }),
  web_app_setup_secondary_button: (data, host) =>
    host.change({ secondary: buttonOf(data, host.surface().secondary) }),
  web_app_setup_back_button: (data, host) => host.change({ isBackVisible: data.is_visible === true }),
  web_app_setup_settings_button: (data, host) => host.change({ isSettingsVisible: data.is_visible === true }),
  web_app_trigger_haptic_feedback: (data, host) => {
    if (hapticLooks.has(stringIn(data, 'type') ?? '')) host.shake();
  },
  web_app_hide_keyboard: () => undefined,
};
