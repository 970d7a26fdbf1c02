import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { isolate } from '../../i18n/isolate.ts';
import { useTimes } from '../../i18n/use-times.ts';
import type { Route } from '../../navigation/routes.ts';
import { Button } from '../../ui/button.tsx';
import { deviceLabel } from '../../ui/device-label.ts';
import { type IconName, IconTile, type TileColor } from '../../ui/icon.tsx';
import type { Dismissible, NextBestAction } from './next-best-action.ts';

type Look = { icon: readonly [IconName, TileColor]; route: Route | null };

const looks: Readonly<Record<NextBestAction['kind'], Look>> = {
  unreachable: { icon: ['warning', 'red'], route: 'notifications' },
  newDevice: { icon: ['phone', 'orange'], route: 'devices' },
  link: { icon: ['link', 'violet'], route: 'link' },
  protect: { icon: ['shield', 'green'], route: 'protect' },
  preferences: { icon: ['bell', 'blue'], route: 'preferences' },
  none: { icon: ['check', 'green'], route: null },
};

const useWords = (action: NextBestAction): { title: string; text: string; action?: string } => {
  const { t } = useTranslation();
  const times = useTimes();
  if (action.kind === 'newDevice') {
    const device = isolate(deviceLabel(t, action.session));
    return {
      title: t('home.next.newDevice.title', { device }),
      text: t('home.next.newDevice.text', { when: times.ago(action.session.createdAt) }),
      action: t('home.next.newDevice.action'),
    };
  }
  if (action.kind === 'none') return { title: t('home.next.none.title'), text: t('home.next.none.text') };
  return {
    title: t(`home.next.${action.kind}.title`),
    text: t(`home.next.${action.kind}.text`),
    action: t(`home.next.${action.kind}.action`),
  };
};

const isDismissible = (kind: NextBestAction['kind']): kind is Dismissible =>
  kind === 'link' || kind === 'protect';

type Props = { action: NextBestAction; onDismiss: (kind: Dismissible) => void };

/** The next best action, with the way to it, and for hints the way past it. */
export const NextCard = ({ action, onDismiss }: Props) => {
  const { router } = useApp();
  const { t } = useTranslation();
  const words = useWords(action);
  const { kind } = action;
  const { icon, route } = looks[kind];
  return (
    <section className="card" aria-label={t('home.nextLabel')}>
      <IconTile name={icon[0]} color={icon[1]} />
      <div className="card-text">
        <h2 className="card-title">{words.title}</h2>
        <p className="card-body">{words.text}</p>
        {route && words.action && (
          <div className="card-buttons">
            <Button onPress={() => router.open(route)}>{words.action}</Button>
            {isDismissible(kind) && (
              <Button kind="plain" onPress={() => onDismiss(kind)}>
                {t('home.later')}
              </Button>
            )}
          </div>
        )}
      </div>
    </section>
  );
};
