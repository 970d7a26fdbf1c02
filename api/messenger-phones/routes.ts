import { IdentityPath, PhoneOfIdentity } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { KeepPhone } from './keep-phone.ts';

export const messengerPhoneRoutes = ({ keepPhone }: { keepPhone: KeepPhone }): Route[] => [
  defineRoute({
    method: 'put',
    path: '/v1/service/identities/{messenger}/{appScope}/{subject}/phone',
    operationId: 'setPhoneOfIdentity',
    summary: 'The phone number that the messenger vouches for',
    tag: 'Bots',
    policy: { service: 'identities:act' },
    limit: 'byNetwork',
    params: IdentityPath,
    body: PhoneOfIdentity,
    answer: { status: 204, description: 'Kept, sealed: an attribute, by which nobody is found or let in.' },
    refusals: ['account_not_found', 'identity_suspended'],
    handle: ({ params, body }) => keepPhone(params, body.phone),
  }),
];
