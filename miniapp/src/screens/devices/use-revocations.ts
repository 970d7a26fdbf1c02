import type { Session, SessionList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { isolate } from '../../i18n/isolate.ts';
import { useAction } from '../../resources/use-action.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { deviceLabel } from '../../ui/device-label.ts';

/** Ends other sessions, each time after asking. */
export const useRevocations = (sessions: SessionList, replace: (sessions: SessionList) => void) => {
  const { api } = useApp();
  const { t } = useTranslation();
  const { run, isBusy } = useAction();
  const confirm = useConfirm();
  const keep = (wanted: (session: Session) => boolean) => replace({ items: sessions.items.filter(wanted) });

  const revokeOne = async (session: Session) => {
    const isSure = await confirm({
      title: t('devices.revokeTitle'),
      message: t('devices.revokeText', { device: isolate(deviceLabel(t, session)) }),
      confirmLabel: t('devices.revoke'),
      cancelLabel: t('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    const end = async () => {
      await api.revokeSession(session.id).catch((error: unknown) => {
        if (toApiError(error).code !== 'session_not_found') throw error; // it has ended already: as asked
      });
      keep(({ id }) => id !== session.id);
    };
    await run(end, { success: t('devices.revoked') });
  };

  const revokeOthers = async () => {
    const isSure = await confirm({
      title: t('devices.revokeOthersTitle'),
      message: t('devices.revokeOthersText', {
        count: sessions.items.filter(({ current }) => !current).length,
      }),
      confirmLabel: t('devices.revokeOthers'),
      cancelLabel: t('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    const end = async () => {
      await api.revokeOtherSessions();
      keep(({ current }) => current);
    };
    await run(end, { success: t('devices.othersRevoked') });
  };

  return { revokeOne, revokeOthers, isBusy };
};
