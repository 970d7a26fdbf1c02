import type { EventData, Handler, Handlers } from '../host.ts';

/** What a desk lacks is refused at once and in Telegram's words, so that no app waits for an answer. */
const refuse =
  (
    what: string,
    eventType: string,
    answer: (data: EventData) => object = () => ({ error: 'UNSUPPORTED' }),
  ): Handler =>
  (data, host) => {
    host.post(eventType, answer(data));
    if (what) host.notify(host.t('refusedByApp', { what }));
  };

const noBiometry = () => ({
  available: false,
  access_requested: false,
  access_granted: false,
  token_saved: false,
  device_id: '',
});
const withRequest = ({ req_id }: EventData) => ({ req_id, error: 'UNSUPPORTED' });

export const refusalHandlers: Handlers = {
  web_app_biometry_get_info: refuse('', 'biometry_info_received', noBiometry),
  web_app_biometry_request_access: refuse('biometry', 'biometry_info_received', noBiometry),
  web_app_biometry_request_auth: refuse('biometry', 'biometry_auth_requested', () => ({ status: 'failed' })),
  web_app_biometry_update_token: refuse('', 'biometry_token_updated', () => ({ status: 'failed' })),
  web_app_biometry_open_settings: (_data, host) => host.notify(host.t('refusedByApp', { what: 'biometry' })),
  // Telegram answers null unless the app came from the attachment menu and the person pressed something.
  web_app_read_text_from_clipboard: refuse('', 'clipboard_text_received', ({ req_id }) => ({
    req_id,
    data: null,
  })),
  web_app_open_scan_qr_popup: refuse('camera', 'scan_qr_popup_closed', () => ({})),
  web_app_close_scan_qr_popup: () => undefined,
  web_app_open_invoice: refuse('payment', 'invoice_closed', ({ slug }) => ({ slug, status: 'failed' })),
  web_app_check_location: refuse('', 'location_checked', () => ({ available: false })),
  web_app_request_location: refuse('location', 'location_requested', () => ({ available: false })),
  web_app_check_home_screen: refuse('', 'home_screen_checked', () => ({ status: 'unsupported' })),
  web_app_add_to_home_screen: refuse('home screen', 'home_screen_failed'),
  web_app_send_prepared_message: refuse('sharing', 'prepared_message_failed'),
  web_app_set_emoji_status: refuse('emoji status', 'emoji_status_failed'),
  web_app_request_emoji_status_access: refuse('emoji status', 'emoji_status_access_requested', () => ({
    status: 'cancelled',
  })),
  web_app_start_accelerometer: refuse('accelerometer', 'accelerometer_failed'),
  web_app_stop_accelerometer: refuse('', 'accelerometer_stopped', () => ({})),
  web_app_start_device_orientation: refuse('orientation sensor', 'device_orientation_failed'),
  web_app_stop_device_orientation: refuse('', 'device_orientation_stopped', () => ({})),
  web_app_start_gyroscope: refuse('gyroscope', 'gyroscope_failed'),
  web_app_stop_gyroscope: refuse('', 'gyroscope_stopped', () => ({})),
  web_app_secure_storage_save_key: refuse('', 'secure_storage_failed', withRequest),
  web_app_secure_storage_get_key: refuse('', 'secure_storage_failed', withRequest),
  web_app_secure_storage_restore_key: refuse('', 'secure_storage_failed', withRequest),
  web_app_secure_storage_clear: refuse('', 'secure_storage_failed', withRequest),
};
