import { Router } from 'express';
import { z } from 'zod';
import { notFound } from '../control/refusal.ts';
import type { ShopWorld } from './shop-world.ts';

const ChangeBody = z
  .strictObject({ locked: z.boolean().optional(), slow: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, 'name at least one field to change');

const NewCustomerBody = z.strictObject({ name: z.string().trim().min(1).max(64) });

/** Who shops at the old shop, with what they sign in with; and the two switches each of them has. */
export const shopControlRoutes = (world: ShopWorld): Router =>
  Router()
    .get('/legacy-shop/customers', (_req, res) => void res.json(world.list()))
    .post('/legacy-shop/customers', (req, res) => {
      res.status(201).json(world.add(NewCustomerBody.parse(req.body ?? {}).name));
    })
    .patch('/legacy-shop/customers/:id', (req, res) => {
      const { id } = req.params;
      if (!world.find(id)) throw notFound('customer');
      world.change(id, ChangeBody.parse(req.body ?? {}));
      res.json(world.find(id));
    });
