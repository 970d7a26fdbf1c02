import type { Notification } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { isolate } from '../../i18n/isolate.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { usePages } from '../../resources/use-pages.ts';
import { Cell, LinkCell } from '../../ui/cell.tsx';
import type { TileColor } from '../../ui/icon.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Notice } from '../../ui/notice.tsx';
import { notificationIcons } from '../../ui/notification-icons.ts';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { describeNotification, type NotificationTone } from './describe-notification.ts';

const colors: Readonly<Record<NotificationTone, TileColor>> = {
  done: 'green',
  pending: 'blue',
  failed: 'red',
  quiet: 'grey',
};

const NotificationCell = ({ notification }: { notification: Notification }) => {
  const { t } = useTranslation();
  const times = useTimes();
  const { title, outcome, tone } = describeNotification(t, notification);
  const { kind, channel, destination, sentAt, createdAt } = notification;
  const place = t(`messengers.${channel}`) + (destination ? ` ${isolate(destination)}` : '');
  return (
    <Cell
      icon={[notificationIcons[kind][0], colors[tone]]}
      title={title}
      subtitle={
        <>
          {place} · {outcome}
        </>
      }
      value={times.ago(sentAt ?? createdAt)}
    />
  );
};

const NotificationsScreen = () => {
  const { api, router } = useApp();
  const { t } = useTranslation();
  const pages = usePages('notifications', api.listNotifications);
  return (
    <Page title={t('notifications.title')}>
      <ResourceView resource={pages} skeletonRows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice icon="bell" title={t('notifications.emptyTitle')}>
              {t('notifications.emptyText')}
            </Notice>
          ) : (
            <>
              <Section>
                {items.map((notification) => (
                  <NotificationCell key={notification.id} notification={notification} />
                ))}
              </Section>
              <LoadMore
                pages={pages}
                added={(count) => t('notifications.more', { count })}
                end={t('notifications.end')}
              />
            </>
          )
        }
      </ResourceView>
      <Section>
        <LinkCell
          icon={['gear', 'grey']}
          title={t('notifications.choose')}
          onPress={() => router.open('preferences')}
        />
      </Section>
    </Page>
  );
};

export default NotificationsScreen;
