import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { WechatMenuButton } from '../../../../wire.ts';
import { useText } from '../../text/use-text.tsx';

type Props = { buttons: readonly WechatMenuButton[]; press: (button: WechatMenuButton) => void };

/** The account's menu below the chat: three buttons at the most, some of which open five more. */
export const MenuBar = ({ buttons, press }: Props) => {
  const { t } = useText();
  if (buttons.length === 0) return null;
  return (
    <nav className="menu-bar" aria-label={t('accountMenu')}>
      {buttons.map((button) =>
        button.buttons ? (
          <MenuTrigger key={button.name}>
            <Button className="menu-bar-button">{button.name}</Button>
            <Popover className="menu-popover" placement="top">
              <Menu className="menu">
                {button.buttons.map((one) => (
                  <MenuItem key={one.name} onAction={() => press(one)}>
                    {one.name}
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </MenuTrigger>
        ) : (
          <Button key={button.name} className="menu-bar-button" onPress={() => press(button)}>
            {button.name}
          </Button>
        ),
      )}
    </nav>
  );
};
