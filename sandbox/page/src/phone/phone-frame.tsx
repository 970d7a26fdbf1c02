import { type ReactNode, useRef } from 'react';
import { useNow } from '../settings/use-now.ts';
import { useText } from '../text/use-text.tsx';
import { type PhoneTheme, themeStyle } from './phone-themes.ts';
import './phone.css';

type Props = {
  label: string;
  theme: PhoneTheme;
  /** A dialog of the phone; while it is there, everything under it is inert. */
  dialog?: ReactNode;
  children: ReactNode;
  /** Changes with every haptic impulse; the phone shakes a little. */
  shake?: number;
};

/** The device every messenger of the desk lives in: bezel, status bar, one screen, dialogs over it. */
export const PhoneFrame = ({ label, theme, dialog, children, shake = 0 }: Props) => {
  const screen = useRef<HTMLDivElement>(null);
  return (
    <section className="phone" aria-label={label} data-shake={shake === 0 ? undefined : shake % 2}>
      <div className="phone-screen" ref={screen} style={themeStyle(theme)} data-scheme={theme.scheme}>
        <div className="phone-inside" inert={Boolean(dialog)}>
          <StatusBar />
          {children}
        </div>
        {dialog}
      </div>
    </section>
  );
};

const StatusBar = () => {
  const { time } = useText();
  return (
    <div className="phone-status" aria-hidden="true">
      <span>{time(useNow(10_000))}</span>
      <span className="phone-island" />
      <svg className="phone-signals" viewBox="0 0 52 12" fill="currentColor" aria-hidden="true">
        <path d="M0 8h3v4H0zM5 5.5h3V12H5zM10 3h3v9h-3zM15 0h3v12h-3z" />
        <rect x="25.5" y=".5" width="23" height="11" rx="3" fill="none" stroke="currentColor" opacity=".5" />
        <rect x="27" y="2" width="17" height="8" rx="1.5" />
        <path d="M50 4v4c1-.3 1.6-1 1.6-2S51 4.3 50 4z" opacity=".5" />
      </svg>
    </div>
  );
};
