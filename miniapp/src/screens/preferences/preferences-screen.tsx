import { type ChannelName, isWanted, type NotificationKind, notificationKinds } from '@atlas/shared/wire';
import { Switch } from 'react-aria-components/Switch';
import { useTranslation } from 'react-i18next';
import { Icon, IconTile } from '../../ui/icon.tsx';
import { notificationIcons } from '../../ui/notification-icons.ts';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { wanting } from './preferences-state.ts';
import { usePreferences } from './use-preferences.ts';

/** Security first: it explains why it is there. */
const channels: readonly ChannelName[] = ['telegram'];

const order = notificationKinds.toSorted(
  (one, other) => Number(other === 'security') - Number(one === 'security'),
);

type Props = { kind: NotificationKind; isOn: boolean; onChange: (isOn: boolean) => void };

const KindSwitch = ({ kind, isOn, onChange }: Props) => {
  const { t } = useTranslation();
  const [icon, color] = notificationIcons[kind];
  const isLocked = kind === 'security';
  return (
    <li>
      <Switch
        className="cell cell-switch"
        isSelected={isLocked || isOn}
        isDisabled={isLocked}
        onChange={onChange}
      >
        <IconTile name={icon} color={color} />
        <span className="cell-text">
          <span className="cell-title">{t(`preferences.kinds.${kind}.title`)}</span>
          <span className="cell-subtitle">{t(`preferences.kinds.${kind}.text`)}</span>
        </span>
        <span className="switch">
          <span className="switch-knob">{isLocked && <Icon name="lock" />}</span>
        </span>
      </Switch>
    </li>
  );
};

const PreferencesScreen = () => {
  const { t } = useTranslation();
  const { resource, choose } = usePreferences();
  return (
    <Page title={t('preferences.title')}>
      <ResourceView resource={resource} skeletonRows={3}>
        {({ preferences }) =>
          channels.map((channel: ChannelName) => (
            <Section
              key={channel}
              title={t('preferences.on', { messenger: t(`messengers.${channel}`) })}
              footer={t('preferences.locked')}
            >
              {order.map((kind) => (
                <KindSwitch
                  key={kind}
                  kind={kind}
                  isOn={isWanted(preferences, kind, channel)}
                  onChange={(isOn) => choose(wanting(kind, channel, isOn))}
                />
              ))}
            </Section>
          ))
        }
      </ResourceView>
    </Page>
  );
};

export default PreferencesScreen;
