import type { Handlers, Host } from '../host.ts';
import { freshSurface } from '../host.ts';

/** Telegram Web opens apps at full height; there is no half-open state. */
export const sendViewport = (host: Host): void => {
  host.post('viewport_changed', { ...host.viewport(), is_expanded: true, is_state_stable: true });
};

const noInsets = { top: 0, bottom: 0, left: 0, right: 0 };
/** The host's buttons lie over a full-screen app; this is how far down they reach, in CSS pixels. */
const floatingHeaderPx = 56;

export const sendInsets = (host: Host): void => {
  host.post('safe_area_changed', noInsets);
  host.post('content_safe_area_changed', {
    ...noInsets,
    top: host.surface().isFullscreen ? floatingHeaderPx : 0,
  });
};

const setFullscreen = (host: Host, isFullscreen: boolean) => {
  host.change({ isFullscreen });
  host.post('fullscreen_changed', { is_fullscreen: isFullscreen });
  sendInsets(host);
};

/** Coming up, going away, and how much room there is. */
export const lifeHandlers: Handlers = {
  iframe_ready: (data, host) => host.change({ canReload: data.reload_supported === true }),
  iframe_will_reload: (_data, host) => host.change(freshSurface),
  web_app_ready: (_data, host) => host.change({ isReady: true }),
  web_app_close: (_data, host) => host.close(),
  web_app_expand: (_data, host) => sendViewport(host),
  web_app_request_viewport: (_data, host) => sendViewport(host),
  web_app_request_safe_area: (_data, host) => host.post('safe_area_changed', noInsets),
  web_app_request_content_safe_area: (_data, host) => sendInsets(host),
  web_app_setup_closing_behavior: (data, host) =>
    host.change({ asksBeforeClosing: data.need_confirmation === true }),
  web_app_setup_swipe_behavior: () => undefined,
  web_app_toggle_orientation_lock: () => undefined,
  web_app_request_fullscreen: (_data, host) => {
    if (host.surface().isFullscreen) host.post('fullscreen_failed', { error: 'ALREADY_FULLSCREEN' });
    else setFullscreen(host, true);
  },
  web_app_exit_fullscreen: (_data, host) => {
    if (host.surface().isFullscreen) setFullscreen(host, false);
  },
};
