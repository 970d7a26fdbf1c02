import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { BackIcon, CloseIcon, MoreIcon } from '../../../phone/icons.tsx';
import { useText } from '../../../text/use-text.tsx';
import type { Surface } from './host.ts';

type Props = {
  title: string;
  surface: Surface;
  onBack: () => void;
  onClose: () => void;
  onSettings: () => void;
  onReload: () => void;
};

export const SheetHeader = ({ title, surface, onBack, onClose, onSettings, onReload }: Props) => {
  const { t } = useText();
  return (
    <header className="sheet-header">
      {surface.isBackVisible ? (
        <Button className="icon-button" aria-label={t('back')} onPress={onBack}>
          <BackIcon />
        </Button>
      ) : (
        <Button className="icon-button" data-closes="app" aria-label={t('close')} onPress={onClose}>
          <CloseIcon />
        </Button>
      )}
      <div className="sheet-title">
        <h2>
          <bdi>{title}</bdi>
        </h2>
      </div>
      <MenuTrigger>
        <Button className="icon-button" aria-label={t('appMenu')}>
          <MoreIcon />
        </Button>
        <Popover className="menu-popover" placement="bottom end">
          <Menu className="menu">
            {surface.isSettingsVisible && <MenuItem onAction={onSettings}>{t('settings')}</MenuItem>}
            <MenuItem onAction={onReload}>{t('reload')}</MenuItem>
            <MenuItem onAction={onClose}>{t('close')}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </header>
  );
};
