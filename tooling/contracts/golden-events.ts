/**
 * One event of each type, with every field that it may have, as it was written when its version came out. Readers of today
 * have to understand it; so it is added to, and never changed.
 */
export const goldenEvents: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'user.registered.v1': {
    messenger: 'telegram',
    appScope: '7000000001',
    chatId: '5000000001',
    identityId: '01890a5d-ac96-774b-bcce-b302099a8057',
    displayName: 'Анна 👩‍🚀',
    locale: 'en',
  },
  'session.opened.v1': {
    sessionId: '01890a5d-ac96-774b-bcce-b302099a8057',
    messenger: 'telegram',
    amr: ['telegram'],
    acr: 'urn:atlas:acr:messenger',
  },
  'session.revoked.v1': {
    sessionIds: ['01890a5d-ac96-774b-bcce-b302099a8057'],
    reason: 'signed_out',
  },
  'account.updated.v1': {
    displayName: 'Анна 👩‍🚀',
    locale: 'en',
    notificationPreferences: {
      account: {
        telegram: false,
      },
    },
    notificationSchedule: {
      timeZone: 'Europe/Berlin',
      quietHours: {
        from: '22:00',
        to: '08:00',
      },
      digest: {
        kinds: ['achievements'],
        at: '18:00',
      },
    },
  },
  'suspicious.activity.v1': {
    kind: 'proof_shown_by_other_key',
    sessionId: '01890a5d-ac96-774b-bcce-b302099a8057',
    confirmationId: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
  'session.raised.v1': {
    sessionId: '01890a5d-ac96-774b-bcce-b302099a8057',
    proved: 'sms',
    amr: ['telegram'],
    acr: 'urn:atlas:acr:messenger',
  },
  'shop_account.linked.v1': {
    linkId: '01890a5d-ac96-774b-bcce-b302099a8057',
    sessionId: '01890a5d-ac96-774b-bcce-b302099a8057',
    shopCustomerId: 'c-42',
    customerName: 'Anna',
    email: 'anna@example.com',
    phone: '+79261234512',
    linkedAt: '2026-11-21T12:00:00.000Z',
    undoUntil: '2026-11-21T12:00:00.000Z',
  },
  'shop_account.unlinked.v1': {
    linkId: '01890a5d-ac96-774b-bcce-b302099a8057',
    reason: 'unlinked',
  },
  'shop_link.reminder.v1': {
    triedAt: '2026-11-21T12:00:00.000Z',
  },
  'identity_connection.claimed.v1': {
    connectionId: '01890a5d-ac96-774b-bcce-b302099a8057',
    messenger: 'whatsapp',
    effect: 'connect',
    expiresAt: '2026-11-21T12:10:00.000Z',
  },
  'identity.connected.v1': {
    messenger: 'whatsapp',
    appScope: '123456789012345',
    chatId: 'US.10000000000000000001',
    identityId: '01890a5d-ac96-774b-bcce-b302099a8057',
    linkedAt: '2026-11-21T12:00:00.000Z',
    reason: 'connected',
  },
  'identity.removed.v1': {
    identityId: '01890a5d-ac96-774b-bcce-b302099a8057',
    messenger: 'whatsapp',
    appScope: '123456789012345',
    reason: 'removed',
  },
  'identity.suspended.v1': {
    identityId: '01890a5d-ac96-774b-bcce-b302099a8057',
    messenger: 'whatsapp',
    appScope: '123456789012345',
    reason: 'user_changed_number',
  },
  'identity.reinstated.v1': {
    messenger: 'whatsapp',
    appScope: '123456789012345',
    chatId: 'US.10000000000000000002',
    identityId: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
  'account.merged.v1': {
    mergeId: '01890a5d-ac96-774b-bcce-b302099a8057',
    oldSubject: '01890a5d-ac96-774b-bcce-b302099a8057',
    newSubject: '01890a5d-ac96-774b-bcce-b302099a8057',
    undoUntil: '2026-12-21T12:00:00.000Z',
  },
  'account.merge_undone.v1': {
    mergeId: '01890a5d-ac96-774b-bcce-b302099a8057',
    oldSubject: '01890a5d-ac96-774b-bcce-b302099a8057',
    newSubject: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
  'two_factor.enabled.v1': {
    factorId: '01890a5d-ac96-774b-bcce-b302099a8057',
    factorKind: 'sms',
    name: 'My phone',
    destination: '+79261234512',
    isFirst: true,
    isDefault: true,
    createdAt: '2026-11-21T12:00:00.000Z',
  },
  'two_factor.updated.v1': {
    factorId: '01890a5d-ac96-774b-bcce-b302099a8057',
    name: 'My phone',
    isDefault: true,
  },
  'two_factor.disabled.v1': {
    factorId: '01890a5d-ac96-774b-bcce-b302099a8057',
    factorKind: 'sms',
    reason: 'removed',
    wasLast: true,
  },
  'backup_codes.created.v1': {
    setId: '01890a5d-ac96-774b-bcce-b302099a8057',
    count: 10,
  },
  'backup_code.used.v1': {
    setId: '01890a5d-ac96-774b-bcce-b302099a8057',
    sessionId: '01890a5d-ac96-774b-bcce-b302099a8057',
    left: 9,
  },
  'recovery.requested.v1': {
    recoveryId: '01890a5d-ac96-774b-bcce-b302099a8057',
    readyAt: '2026-11-21T12:00:00.000Z',
  },
  'recovery.cancelled.v1': {
    recoveryId: '01890a5d-ac96-774b-bcce-b302099a8057',
    by: 'session',
  },
  'recovery.completed.v1': {
    recoveryId: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
  'account.deleted.v1': {},
  'achievement.granted.v1': {
    achievement: 'registered',
    grantedAt: '2026-11-21T12:00:00.000Z',
  },
  'order.placed.v1': {
    orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
    orderNumber: 'A-1001',
    totalMinor: 129900,
    currency: 'EUR',
  },
  'order.paid.v1': {
    orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
    orderNumber: 'A-1001',
    totalMinor: 129900,
    currency: 'EUR',
  },
  'order.cancelled.v1': {
    orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
    orderNumber: 'A-1001',
    totalMinor: 129900,
    currency: 'EUR',
    reason: 'cancelled',
  },
  'order.shipped.v1': {
    orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
    orderNumber: 'A-1001',
    totalMinor: 129900,
    currency: 'EUR',
    trackingNumber: 'RR123456789DE',
  },
  'payment.failed.v1': {
    orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
    orderNumber: 'A-1001',
    totalMinor: 129900,
    currency: 'EUR',
    canRetry: true,
  },
  'notify.send_code.v1': {
    challengeId: '01890a5d-ac96-774b-bcce-b302099a8057',
    channel: 'sms',
    purpose: 'enrol',
    locale: 'en',
    expiresAt: '2026-11-21T12:00:00.000Z',
    sealed: 'eyJhbGciOiJFQ0RILUVTIn0..AAAA.BBBB.CCCC',
  },
  'notify.send_shop_notice.v1': {
    messageRef: '01890a5d-ac96-774b-bcce-b302099a8057',
    locale: 'en',
    expiresAt: '2026-11-21T12:00:00.000Z',
    sealed: 'eyJhbGciOiJFQ0RILUVTIn0..AAAA.BBBB.CCCC',
  },
  'notify.send_totp_setup.v1': {
    messageRef: '01890a5d-ac96-774b-bcce-b302099a8057',
    locale: 'en',
    expiresAt: '2026-11-21T12:00:00.000Z',
    sealed: 'eyJhbGciOiJFQ0RILUVTIn0..AAAA.BBBB.CCCC',
  },
  'notify.delete_message.v1': {
    messageRef: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
};
