import type { ReactNode } from 'react';

const icon = (drawing: ReactNode) => () => (
  <svg
    className="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {drawing}
  </svg>
);

export const BackIcon = icon(<path d="M15 5l-7 7 7 7" />);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6L6 18" />);
export const MenuIcon = icon(<path d="M4 7h16M4 12h16M4 17h16" />);
export const MoreIcon = icon(<path d="M12 5.5v.01M12 12v.01M12 18.5v.01" strokeWidth="3" />);
export const SendIcon = icon(<path d="M4 12l16-8-5 16-4-6-7-2z" />);
export const ContactIcon = icon(
  <>
    <circle cx="12" cy="9" r="3.5" />
    <path d="M5 20c1-4 4-5.5 7-5.5s6 1.5 7 5.5" />
  </>,
);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const PauseIcon = icon(<path d="M8 5v14M16 5v14" />);
export const PlayIcon = icon(<path d="M7 5l12 7-12 7z" />);
export const LinkIcon = icon(<path d="M8 16L17 7M9 7h8v8" />);
export const CopyIcon = icon(
  <>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M15 5H6a2 2 0 0 0-2 2v9" />
  </>,
);
export const AppIcon = icon(
  <>
    <rect x="4" y="4" width="16" height="16" rx="4" />
    <path d="M4 9h16" />
  </>,
);
export const DownIcon = icon(<path d="M6 9l6 6 6-6" />);
export const ChevronIcon = icon(<path d="M9 6l6 6-6 6" />);
export const ReloadIcon = icon(<path d="M20 12a8 8 0 1 1-2.5-5.8M20 4v4h-4" />);
export const LockIcon = icon(
  <>
    <rect x="6" y="11" width="12" height="9" rx="2" />
    <path d="M9 11V8a3 3 0 0 1 6 0v3" />
  </>,
);
export const ReplyIcon = icon(<path d="M10 6L4 12l6 6M4 12h9c4 0 7 2 7 6" />);
export const ListIcon = icon(<path d="M9 7h11M9 12h11M9 17h11M4.5 7v.01M4.5 12v.01M4.5 17v.01" />);
export const TicksIcon = icon(<path d="M2 13l4.5 4.5L15 8M12 17l.5.5L22 8" />);
export const TickIcon = icon(<path d="M5 13l4.5 4.5L19 8" />);
