import { z } from 'zod';
import { Timestamp } from './common.ts';
import { RaisedSession } from './factors.ts';

/** Login and password of the old shop, as the person types them. Used once, in memory. */
export const ShopCredentials = z
  .strictObject({ login: z.string().min(1).max(254), password: z.string().min(1).max(1024) })
  .meta({ id: 'ShopCredentials' });
export type ShopCredentials = z.output<typeof ShopCredentials>;

/** Enough to recognise one's own account, too little to learn another's: "A••• K•••", "a•••@d•••". */
export const MaskedCustomer = z
  .object({ name: z.string(), email: z.string().nullable(), phone: z.string().nullable() })
  .meta({ id: 'MaskedCustomer' });
export type MaskedCustomer = z.output<typeof MaskedCustomer>;

/** `POST /v1/shop-link/preview`: what would join. Nothing is linked yet. */
export const ShopLinkPreview = z
  .object({
    linkTicket: z
      .string()
      .meta({ description: 'Single use, 300 s, for this session and shop account only.' }),
    customer: MaskedCustomer,
    orderCount: z.int(),
    lastOrderAt: Timestamp.nullable(),
    expiresAt: Timestamp,
  })
  .meta({ id: 'ShopLinkPreview' });
export type ShopLinkPreview = z.output<typeof ShopLinkPreview>;

/** `POST /v1/shop-link`: by a preview's ticket, or at once. */
export const LinkShopBody = z
  .union([z.strictObject({ linkTicket: z.string().min(1).max(256) }), ShopCredentials])
  .meta({ id: 'LinkShopBody' });
export type LinkShopBody = z.output<typeof LinkShopBody>;

/** `GET /v1/shop-link` (404 `shop_link_not_found` without one). */
export const ShopLink = z
  .object({
    customer: MaskedCustomer,
    linkedAt: Timestamp,
    undoUntil: Timestamp.meta({ description: 'Until then DELETE undoes the link as if it had not been.' }),
  })
  .meta({ id: 'ShopLink' });
export type ShopLink = z.output<typeof ShopLink>;

/** 201 of `POST /v1/shop-link`: linked, with an edge token that says `pwd`. The account's other sessions have ended. */
export const LinkedShop = RaisedSession.extend(ShopLink.shape).meta({ id: 'LinkedShop' });
export type LinkedShop = z.output<typeof LinkedShop>;
