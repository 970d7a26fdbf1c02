/** ICU messages. `<strong>` is the only markup; every messenger's renderer gives it a form. */
export const en = {
  'start.hello': 'Hello, <strong>{name}</strong>!',
  'start.welcomeBack': 'Welcome back, <strong>{name}</strong>!',
  'start.pitch':
    'Your account lives here: sign in without a password, and hear from us in this chat when something matters.',
  'start.begin': 'Open the app to begin. It takes one tap.',
  'start.goOn': 'Open the app to go on where you left off.',
  'start.link': 'You followed the link <strong>{link}</strong>.',
  'app.invite': 'Here is the app.',
  'profile.title': '<strong>Your profile</strong>',
  'profile.name': 'Name: <strong>{name}</strong>',
  'profile.language': 'Language: {language}',
  'profile.since': 'With us since {since, date, fullDay}',
  'account.none': 'You are not registered yet. Open the app once, and you are.',
  'sessions.list':
    '{count, plural, =0 {You are not signed in on any device.} one {You are signed in on <strong>#</strong> device:} other {You are signed in on <strong>#</strong> devices:}}',
  'sessions.item': '<strong>{device}</strong>, last seen {lastSeen, date, day}',
  'sessions.more': '{count, plural, one {and # more device} other {and # more devices}}',
  'sessions.askOne': 'Sign out <strong>{device}</strong>?',
  'sessions.askAll': 'Sign out on every device? You open the app again from this chat.',
  'sessions.endedOne': 'Signed out.',
  'sessions.endedAll': 'You are signed out everywhere. Open the app to sign in again.',
  'sessions.gone': 'That device is signed out already.',
  'language.ask': 'Which language shall I speak?',
  'language.set': 'From now on I speak English.',
  'help.title': 'This is what I can do:',
  'help.start': '/start – begin',
  'help.app': '/app – open the app',
  'help.profile': '/profile – your profile',
  'help.sessions': '/sessions – devices that are signed in',
  'help.language': '/language – choose a language',
  'help.help': '/help – this list',
  'unknown.sorry': 'I did not understand that.',
  unavailable: 'We can’t do that just now. Please try again in a minute.',
  'button.gone': 'This button no longer works.',
  'button.foreign': 'This button is for somebody else.',
  'group.private': 'I talk in private only. Write to me there.',
  'proof.approved': '<strong>Confirmed.</strong> Go back to the app: it signs you in now.',
  'proof.denied':
    '<strong>Refused.</strong> That device stays out. If you don’t know it, sign out everywhere with /sessions.',
  'proof.tooLate': 'This question is closed. If you still want to sign in, open the app again.',
  'label.openApp': 'Open the app',
  'label.revoke': 'Sign out {device}',
  'label.revokeAll': 'Sign out everywhere',
  'label.yes': 'Yes, sign out',
  'label.back': 'Back',
  'label.english': 'English',
  'label.russian': 'Русский',
  'label.chinese': '中文',
  'label.writeToMe': 'Write to me',
  'command.start': 'Begin',
  'command.app': 'Open the app',
  'command.profile': 'Your profile',
  'command.sessions': 'Devices that are signed in',
  'command.language': 'Choose a language',
  'command.help': 'What I can do',
} as const;

export type TextKey = keyof typeof en;
/** What every language must say: all that English does. */
export type Texts = Readonly<Record<TextKey, string>>;

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;
