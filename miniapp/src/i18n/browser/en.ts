/** Words of a sign-in that begins in a plain browser. They join those of the launch. */
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
  },
} as const;
