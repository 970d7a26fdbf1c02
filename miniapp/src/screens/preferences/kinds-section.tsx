import { isWanted, type NotificationSettings, notificationKinds } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { notificationIcons } from '../../ui/notification-icons.ts';
import { Section } from '../../ui/section.tsx';
import { type Change, wanting } from './preferences-state.ts';
import { SwitchCell } from './switch-cell.tsx';

/** Security first: it explains why it is there. The summary has a section of its own. */
const kinds = notificationKinds
  .filter((kind) => kind !== 'digest')
  .toSorted((one, other) => Number(other === 'security') - Number(one === 'security'));

type Props = { settings: NotificationSettings; choose: (change: Change) => void };

/** What comes into the chat. */
export const KindsSection = ({ settings, choose }: Props) => {
  const { t } = useTranslation();
  return (
    <Section
      title={t('preferences.on', { messenger: t('messengers.telegram') })}
      footer={t('preferences.locked')}
    >
      {kinds.map((kind) => (
        <SwitchCell
          key={kind}
          icon={notificationIcons[kind]}
          title={t(`preferences.kinds.${kind}.title`)}
          text={t(`preferences.kinds.${kind}.text`)}
          isOn={isWanted(settings.preferences, kind, 'telegram')}
          isLocked={kind === 'security'}
          onChange={(isOn) => choose(wanting(kind, 'telegram', isOn))}
        />
      ))}
    </Section>
  );
};

/** What comes by e-mail as well. */
export const MailSection = ({ settings, choose }: Props) => {
  const { t } = useTranslation();
  return (
    <Section title={t('preferences.mail.title')} footer={t('preferences.mail.text')}>
      <SwitchCell
        icon={notificationIcons.orders}
        title={t('preferences.kinds.orders.title')}
        isOn={isWanted(settings.preferences, 'orders', 'email')}
        onChange={(isOn) => choose(wanting('orders', 'email', isOn))}
      />
      {settings.digest && (
        <SwitchCell
          icon={notificationIcons.digest}
          title={t('preferences.kinds.digest.title')}
          isOn={isWanted(settings.preferences, 'digest', 'email')}
          onChange={(isOn) => choose(wanting('digest', 'email', isOn))}
        />
      )}
    </Section>
  );
};
