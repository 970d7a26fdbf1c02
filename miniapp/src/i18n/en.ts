export const en = {
  common: {
    retry: 'Try again',
    retryIn: 'Try again in {{seconds}} s',
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    back: 'Back',
    loading: 'Loading',
    loadMore: 'Show more',
    requestId: 'For support: {{id}}',
    offline: 'No connection. What you see may be out of date.',
    stale: 'Could not refresh. You see what we knew last.',
  },
  messengers: { telegram: 'Telegram', whatsapp: 'WhatsApp', wechat: 'WeChat', sms: 'SMS', email: 'E-mail' },
  languages: { en: 'English', ru: 'Русский', zh: '中文' },
  problems: {
    offline: {
      title: 'No connection',
      text: 'Check your internet connection. We try again as soon as it is back.',
    },
    unreachable: { title: 'No answer', text: 'We could not reach Atlas. This is usually over in a moment.' },
    unavailable: {
      title: 'Back in a moment',
      text: 'A part of Atlas is away just now. Nothing of yours is lost.',
    },
    rate_limited: {
      title: 'A little too fast',
      text: 'There were many requests in a short time. Wait a moment, then try again.',
    },
    session_not_found: { title: 'Already signed out', text: 'That device is no longer signed in.' },
    step_up_cancelled: { title: 'Not confirmed', text: 'This is shown after you confirm that it is you.' },
    snapshot_user: {
      title: 'You are only looking',
      text: 'Sign in at the top of the page to go on.',
    },
    invalid_request: { title: 'That was not accepted', text: 'Check what you entered and try again.' },
    other: {
      title: 'Something went wrong',
      text: 'It is our fault, not yours. Try again; if it stays, tell support the number below.',
    },
  },
  launch: {
    title: 'Signing in',
    signingIn: 'Signing you in…',
    askTitle: 'Sign in to Atlas?',
    askText:
      'You followed a link from your chat with us. It is good once: go on only if it was you who asked for it.',
    askButton: 'Sign in',
  },
  outside: { openChat: 'Open the chat' },
  reopen: {
    title: 'Open Atlas again from the chat',
    hint: 'Go back to the chat with our bot and press its button. That takes a second, and you are signed in again.',
    reasons: {
      init_data_expired: 'This window has been open for too long to know that it is still you.',
      init_data_replayed: 'This link was already used.',
      login_token_invalid:
        'The link was used already, is older than ten minutes, or was asked for in another browser.',
      invalid_wechat_code: 'WeChat’s sign-in was used already or is too old.',
      wechat_user_blocked: 'WeChat has limited your account, so it can’t sign you in.',
      invalid_init_data: 'Your messenger’s sign-in could not be checked.',
      session_ended: 'Your session on this device has ended.',
      merged: 'Your two accounts are one now.',
      merge_undone: 'The accounts are separate again.',
      no_proof: 'Opened this way, your messenger does not tell us who you are.',
    },
  },
  confirm: {
    title: 'Confirm it’s you in the chat',
    text: 'This link was opened before by another device or browser. Our bot has just sent you a message: press “Yes, it is me” there, and this page goes on by itself.',
    waiting: 'Waiting for your answer in the chat…',
    notYou: 'Was it not you? Press “No, keep them out” in the chat, and nobody gets in.',
    refusedTitle: 'This link can’t be used here',
    refusedText: 'It belongs to another device or browser, and it was not confirmed.',
    expiredText: 'Nobody answered in the chat in time.',
    reopen: 'Or open Atlas again from the chat: the bot’s button makes a new link.',
  },
  signedOut: {
    title: 'You are signed out',
    text: 'This device no longer has access to your account.',
    signIn: 'Sign in again',
  },
  home: {
    title: 'Home',
    greeting: 'Hello, {{name}}',
    welcome: 'Welcome, {{name}}',
    welcomeText: 'Your account is ready. There is no password: your messenger vouches for you.',
    account: 'Your account',
    nextLabel: 'What to do next',
    later: 'Not now',
    security: 'Security',
    next: {
      unreachable: {
        title: 'We can’t write to you',
        text: 'You have blocked our bot, so security messages do not arrive. Unblock it in the chat.',
        action: 'See what was not delivered',
      },
      newDevice: {
        title: 'New sign-in: {{device}}',
        text: 'Signed in {{when}}. If that was not you, end its session.',
        action: 'Check your devices',
      },
      preferences: {
        title: 'Choose what we may write to you',
        text: 'Security messages always come. Everything else is up to you.',
        action: 'Choose',
      },
      link: {
        title: 'Did you shop with us before?',
        text: 'Link your old shop account and see your orders here.',
        action: 'Link it',
      },
      protect: {
        title: 'Protect your account',
        text: 'With a second factor, nobody who gets into your chat can buy or change anything.',
        action: 'Add a second factor',
      },
      none: { title: 'All in order', text: 'Nothing needs your attention.' },
    },
  },
  profile: {
    title: 'Profile',
  },
  devices: {
    title: 'Devices',
    deviceOn: '{{messenger}} on {{system}}',
  },
  notifications: {
    title: 'Notifications',
  },
  activity: {
    title: 'Activity',
  },
  achievements: {
    title: 'Achievements',
  },
  settings: {
    title: 'Settings',
  },
} as const;
