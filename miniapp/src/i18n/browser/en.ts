/** Words of a sign-in that begins in a plain browser, or in WeChat's. They join those of the launch. */
export const en = {
  browser: {
    title: 'Sign in with WhatsApp',
    step1: 'Open WhatsApp. It comes with a message to us.',
    step2: 'Send the message as it is.',
    step3: 'Press the button of our answer. It opens here, in this browser.',
    message: 'Sign me in: {{code}}',
    plainMessage: 'Sign me in',
    open: 'Open WhatsApp',
    qr: 'QR code that opens WhatsApp with the message to us',
    scan: 'Or scan this with your phone, and press the button of our answer in WhatsApp on this computer: it works in this browser only.',
    waiting: 'Waiting for the link to be opened…',
    left: '{{time}} left',
    over: 'That took too long',
    overText: 'The message was good for ten minutes. Begin again for a new one.',
    again: 'Begin again',
    elsewhere: 'You are signed in',
    elsewhereText: 'The link was opened in another tab of this browser. You can close this one.',
    keyNotKept:
      'This browser keeps nothing, so WeChat can’t bring you back signed in. Write to us in the chat: the link in the answer works here.',
    lookingOnly: 'You are only looking: WeChat has not told us who you are.',
  },
  outside: {
    title: 'Open Atlas in your messenger',
    text: 'Atlas knows you by your messenger, so there is no password to remember. It works inside the chat with our bot.',
    step1: 'Open the chat with our bot.',
    step2: 'Press Start, if you have not yet.',
    step3: 'Press the menu button beside the message field.',
    whatsapp: 'Sign in with WhatsApp',
    wechat: 'Sign in with WeChat',
  },
} as const;
