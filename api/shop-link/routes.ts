import {
  LinkedShop,
  LinkShopBody,
  RaisedSession,
  ShopCredentials,
  ShopLink,
  ShopLinkPreview,
} from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { LinkShop } from './link-shop.ts';
import type { PreviewLink } from './preview-link.ts';
import type { ReadLink } from './read-link.ts';
import type { RemindIfAway } from './reminders.ts';
import type { UnlinkShop } from './unlink-shop.ts';
import type { VerifyPassword } from './verify-password.ts';

type Deps = {
  previewLink: PreviewLink;
  linkShop: LinkShop;
  unlinkShop: UnlinkShop;
  readLink: ReadLink;
  verifyPassword: VerifyPassword;
  remindIfAway: RemindIfAway;
};

const common = { tag: 'Old shop', policy: 'session', limit: 'byNetwork' } as const;
/** Login and password are short; more is nobody's. */
const maxBodyBytes = 16 * 1024;
const passwordRefusals = [
  'shop_not_configured',
  'invalid_credentials',
  'shop_unavailable',
  'shop_account_taken',
] as const;

/** Preview, link, see, unlink, and prove again the account of the old shop. */
export const shopLinkRoutes = (deps: Deps): Route[] => [
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/shop-link/preview',
    operationId: 'previewShopLink',
    summary: 'See what would join; links nothing',
    needs: 'stepUpIfProtected',
    body: ShopCredentials,
    maxBodyBytes,
    answer: {
      status: 200,
      schema: ShopLinkPreview,
      description: 'A ticket, good once within 300 s, and for whom.',
    },
    refusals: [...passwordRefusals, 'shop_already_linked', 'shop_link_blocked'],
    handle: ({ body, caller, context }) =>
      deps.remindIfAway({ accountId: caller.accountId, context }, () =>
        deps.previewLink({ credentials: body, caller, context }),
      ),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/shop-link',
    operationId: 'linkShop',
    summary: 'Link my account of the old shop, by a preview’s ticket or at once',
    needs: 'stepUpIfProtected',
    body: LinkShopBody,
    maxBodyBytes,
    answer: { status: 201, schema: LinkedShop, description: 'Linked. My other sessions have ended.' },
    refusals: [
      ...passwordRefusals,
      'link_ticket_invalid',
      'shop_already_linked',
      'shop_link_blocked',
      'idempotency_key_invalid',
      'idempotency_key_reused',
    ],
    handle: ({ body, caller, context, idempotencyKey }) =>
      deps.remindIfAway({ accountId: caller.accountId, context }, () =>
        deps.linkShop({ body, caller, context, idempotencyKey }),
      ),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/shop-link',
    operationId: 'getShopLink',
    summary: 'My account of the old shop',
    answer: {
      status: 200,
      schema: ShopLink,
      description: 'Masked, with the day until which it can be undone.',
    },
    refusals: ['shop_link_not_found', 'shop_not_configured'],
    handle: ({ caller }) => deps.readLink(caller.accountId),
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/v1/shop-link',
    operationId: 'unlinkShop',
    summary: 'Unlink the old shop',
    needs: 'stepUpIfProtected',
    answer: { status: 204, description: 'The shop account is free again.' },
    refusals: ['shop_link_not_found'],
    handle: ({ caller, context }) => deps.unlinkShop(caller.accountId, context),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/shop-link/verify',
    operationId: 'verifyShopPassword',
    opensToConfined: true,
    summary: 'Prove the password of the old shop in this session',
    body: ShopCredentials,
    maxBodyBytes,
    answer: { status: 200, schema: RaisedSession, description: 'A new edge token that says `pwd`.' },
    refusals: [...passwordRefusals, 'shop_link_required'],
    handle: ({ body, caller, context }) => deps.verifyPassword({ credentials: body, caller, context }),
  }),
];
