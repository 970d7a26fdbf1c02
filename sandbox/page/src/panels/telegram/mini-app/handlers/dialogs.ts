import type { DialogButton } from '../../../../phone/phone-dialog.tsx';
import { type EventData, type Handlers, type Host, stringIn } from '../host.ts';

const webSchemes = new Set(['http:', 'https:']);
const isWebUrl = (url: string) => URL.canParse(url) && webSchemes.has(new URL(url).protocol);

const isRecord = (value: unknown): value is EventData => typeof value === 'object' && value !== null;

const popupButtons = (data: EventData, { t }: Host): DialogButton[] => {
  const given = Array.isArray(data.buttons) ? data.buttons.filter(isRecord).slice(0, 3) : [];
  const words: Record<string, string> = { ok: t('ok'), close: t('close'), cancel: t('cancel') };
  return given.map((button) => {
    const type = stringIn(button, 'type') ?? 'default';
    return {
      id: stringIn(button, 'id') ?? '',
      text: words[type] ?? stringIn(button, 'text') ?? t('ok'),
      kind:
        type === 'destructive' ? 'destructive' : type === 'cancel' || type === 'close' ? 'quiet' : 'default',
    };
  });
};

/** A question of the host itself, with one way to agree. */
export const confirm = async (
  host: Host,
  message: string,
  accept: string,
  decline?: string,
): Promise<boolean> => {
  const answer = await host.ask({
    message,
    buttons: [
      { id: 'no', text: decline ?? host.t('cancel'), kind: 'quiet' },
      { id: 'yes', text: accept, kind: 'default' },
    ],
  });
  return answer === 'yes';
};

/** Whatever asks the person something before the app gets its answer. */
export const dialogHandlers: Handlers = {
  web_app_open_popup: async (data, host) => {
    const id = await host.ask({
      title: stringIn(data, 'title'),
      message: stringIn(data, 'message') ?? '',
      buttons: popupButtons(data, host),
    });
    host.post('popup_closed', id === null ? {} : { button_id: id });
  },
  web_app_open_link: async (data, host) => {
    const url = stringIn(data, 'url') ?? '';
    if (!isWebUrl(url)) return;
    if (await confirm(host, host.t('openLinkQuestion', { url }), host.t('open'))) {
      window.open(url, '_blank', 'noopener,noreferrer');
    }
  },
  web_app_open_tg_link: (data, host) => {
    const path = stringIn(data, 'path_full') ?? '/';
    if (!host.followBotLink(path)) host.notify(host.t('outsideTelegram', { path }));
  },
  web_app_request_write_access: async (_data, host) => {
    const isAllowed =
      (await confirm(host, host.t('writeAccessQuestion'), host.t('allow'), host.t('deny'))) &&
      (await host.allowWriting());
    host.post('write_access_requested', { status: isAllowed ? 'allowed' : 'cancelled' });
  },
  web_app_request_phone: async (_data, host) => {
    const isSent =
      (await confirm(host, host.t('phoneQuestion'), host.t('share'))) && (await host.shareContact());
    host.post('phone_requested', { status: isSent ? 'sent' : 'cancelled' });
  },
  web_app_request_file_download: async (data, host) => {
    const url = stringIn(data, 'url') ?? '';
    const question = host.t('downloadQuestion', { name: stringIn(data, 'file_name') ?? url });
    const isWanted = isWebUrl(url) && (await confirm(host, question, host.t('download')));
    host.post('file_download_requested', { status: isWanted ? 'downloading' : 'cancelled' });
    if (isWanted) window.open(url, '_blank', 'noopener,noreferrer');
  },
};
