/** Words of what is done step by step in the chat. */
export const en = {
  'register.consent':
    'Registering means that we keep your name and language as your messenger gives them, and write to you here when something matters. You can read or delete all of it in the app, whenever you like.',
  'register.done':
    '<strong>You are registered.</strong> There is no password: whoever writes from this chat is you.',
  'register.already': 'You are registered.',
  'flow.cancel': '/cancel stops this.',
  'flow.cancelled': 'Stopped. Nothing was changed.',
  'flow.nothing': 'There is nothing to stop.',
  'flow.expired': 'That took too long, so I have forgotten it. Please begin again.',
  'secret.deleted': 'I have deleted your message.',
  'secret.deleteYourself': 'Please delete your message now: I can’t do that here.',
  'link.hereDeletes':
    'Typed here, your password passes through the messenger. I delete your message as soon as it arrives.',
  'link.hereKeeps':
    'Typed here, your password passes through the messenger and stays in this chat until you delete it: I can’t do that here.',
  'link.askLogin': 'What is your login or e-mail at the old shop?',
  'link.askPassword': 'And your password there?',
  'link.preview': '<strong>Is this you?</strong> Nothing is linked yet.',
  'link.previewName': 'Name: {name}',
  'link.previewEmail': 'E-mail: {email}',
  'link.previewPhone': 'Phone: {phone}',
  'link.previewOrders': '{count, plural, =0 {No orders yet} one {# order} other {# orders}}',
  'link.previewLast': 'Last order: {at, date, day}',
  'link.previewEnds': 'Once it is linked, your other devices are signed out.',
  'link.done':
    '<strong>Linked.</strong> Your orders have come along. If it was a mistake, undo it until {until, date, fullDay}.',
  'link.since': '<strong>{name}</strong> is linked since {since, date, fullDay}.',
  'unlink.ask':
    'Unlink your account of the old shop? Its orders are no longer shown here. Nothing is lost in the shop.',
  'unlink.done': 'Unlinked. You can link it again whenever you like.',
  'factors.count':
    '{count, plural, =0 {<strong>You have no second factor yet.</strong> With one, whoever gets into this chat still can’t buy or change anything.} one {<strong>You have # second factor:</strong>} other {<strong>You have # second factors:</strong>}}',
  'factors.item': '<strong>{name}</strong>{destination}',
  'factors.codesLeft':
    '{count, plural, =0 {No backup codes are left.} one {# backup code is left.} other {# backup codes are left.}}',
  'add.askPhone': 'Which number shall codes go to? With the country code, such as +44 7700 900123.',
  'add.askEmail': 'Which e-mail address shall codes go to?',
  'add.codeSent': 'A code is on its way to {destination}. Type it here.',
  'add.totpSent':
    'A message with a picture and a key is on its way to this chat. Scan the picture, or type the key into your authenticator app; then type the six digits that it shows.',
  'add.done':
    '<strong>{name}</strong> is your second factor from now on. Your other devices were signed out.',
  'codes.offer':
    'You have <strong>ten backup codes</strong>. Each opens your account once when no other factor is at hand. Shall I show them here, this once?',
  'codes.renewed': 'The codes that you had no longer work.',
  'codes.deleted':
    '{minutes, plural, one {I delete them after # minute.} other {I delete them after # minutes.}}',
  'codes.deleteYourself':
    'Delete them from this chat once you have kept them elsewhere: I can’t do that here.',
  'codes.keep': '<strong>Keep these outside of this chat:</strong>',
  'codes.item': '{code}',
  'codes.typeOne': 'Then type one of them back, so that we both know you have them. It stays good.',
  'codes.kept': '<strong>Well kept.</strong> You have a way back in.',
  'codes.later': 'Not shown. You can make new ones at any time: /security.',
  'prove.choose': 'This needs your second factor. Which one?',
  'prove.totp': 'Type the six digits that your authenticator app shows.',
  'prove.backup': 'Type one of your backup codes. It is used up by that.',
  'remove.choose': 'Which one shall go?',
  'remove.ask':
    'Remove <strong>{name}</strong>? It is no longer asked for, and your other devices are signed out.',
  'remove.askLast':
    'Remove <strong>{name}</strong>? It is your last one: this chat alone then opens your account, and nothing can be bought. Your other devices are signed out.',
  'remove.done': '<strong>{name}</strong> is removed.',
  'recover.pending':
    'Somebody said that all of them are lost, and they are to be taken off. Was it not you? Stop it.',
  'recover.ask':
    'Are they all lost? A backup code is quicker. Without one you wait a day, and we say so in every chat that is yours, so that nobody does this unseen. Then they can be taken off.',
  'recover.waiting':
    'From {until, date, moment} on they can be taken off. We said so in every chat that is yours.',
  'recover.ready':
    'The day is over. Take the lost factors off until {until, date, moment}, then set up new ones.',
  'recover.done':
    '<strong>All second factors and backup codes are off.</strong> Set up a new one now: /security.',
  'recover.stopped': 'Stopped. Your second factors stay.',
  'refused.wait':
    '{unit, select, hour {{count, plural, one {You can try again in # hour.} other {You can try again in # hours.}}} minute {{count, plural, one {You can try again in # minute.} other {You can try again in # minutes.}}} other {{count, plural, one {You can try again in # second.} other {You can try again in # seconds.}}}}',
  'refused.code':
    '{left, plural, =-1 {That code is not right.} =0 {That code is not right. There are no tries left for it.} one {That code is not right. # try left.} other {That code is not right. # tries left.}}',
  'refused.codeEnded': 'That code is over: it expired, was used, or was tried too often. Ask for a new one.',
  'refused.locked': 'There were too many wrong codes, so codes are not taken for a while.',
  'refused.login': 'Login or password is not right, or the shop account is locked.',
  'refused.taken':
    'This shop account is linked to another account, perhaps your own in another messenger. Unlink it there first. Its owner was told that somebody tried.',
  'refused.blocked':
    'The owner of this shop account has objected to a link, so it can’t be linked for a day.',
  'refused.ticket': 'That took a little long. Begin again: /link.',
  'refused.linked': 'An account of the old shop is linked already. Unlink it first: /link.',
  'refused.notLinked': 'No account of the old shop is linked.',
  'refused.noShop': 'There is no old shop to link here.',
  'refused.shopAway': 'The old shop does not answer. It is not you; we write to you here when it is back.',
  'refused.factorExists': 'This is one of your second factors already. Type another one.',
  'refused.ownNumber': 'You sign in with this number, so it can’t be your second factor. Type another one.',
  'refused.destination': 'We can’t send codes there. Type another one.',
  'refused.noFactor': 'That second factor is gone.',
  'refused.tooSoon': 'A code was sent a moment ago.',
  'refused.sends': 'Too many codes were sent. Use another second factor, or wait.',
  'refused.fast': 'That was a little too often.',
  'refused.form': 'That does not look right. Please type it again.',
  'refused.recoveryPending': 'That has begun already.',
  'refused.notReady': 'The day of waiting is not over.',
  'label.here': 'Go on here',
  'label.register': 'Register me',
  'label.protect': 'Protect it',
  'label.linkIt': 'Link it',
  'label.notMe': 'Not me',
  'label.undo': 'Undo',
  'label.unlink': 'Unlink',
  'label.unlinkYes': 'Yes, unlink',
  'label.no': 'No',
  'label.cancel': 'Cancel',
  'label.addTotp': 'Add authenticator',
  'label.addEmail': 'Add e-mail',
  'label.addSms': 'Add SMS',
  'label.newCodes': 'New backup codes',
  'label.removeFactor': 'Remove one',
  'label.removeYes': 'Yes, remove',
  'label.lostAll': 'I lost them all',
  'label.recovery': 'How far is it?',
  'label.recoverYes': 'Start the waiting',
  'label.stopRecovery': 'Stop it',
  'label.takeOff': 'Take them off',
  'label.resend': 'New code',
  'label.otherWay': 'Another way',
  'label.backupCode': 'Backup code',
  'label.factor': '{name}{destination}',
  'label.showCodes': 'Show them',
  'label.notNow': 'Not now',
} as const;
