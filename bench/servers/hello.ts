import type { AddressInfo } from 'node:net';
import process from 'node:process';
import express from 'express';

/** Express saying hello: the floor of an authenticated read. */
const server = express()
  .get('/', (_req, res) => void res.json({ hello: 'world' }))
  .listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
