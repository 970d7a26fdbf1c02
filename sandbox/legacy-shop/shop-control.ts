import { Router } from 'express';
import { z } from 'zod';
import { notFound } from '../control/refusal.ts';
import type { ShopWorld } from './shop-world.ts';

const ChangeBody = z
  .strictObject({ locked: z.boolean().optional(), slow: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, 'name at least one field to change');

/** Who shops at the old shop, with what they sign in with; and the two switches each of them has. */
export const shopControlRoutes = (world: ShopWorld): Router =>
  Router()
    .get('/legacy-shop/customers', (_req, res) => void res.json(world.list()))
    .patch('/legacy-shop/customers/:id', (req, res) => {
      const { id } = req.params;
      if (!world.find(id)) throw notFound('customer');
      world.change(id, ChangeBody.parse(req.body ?? {}));
      res.json(world.find(id));
    });
