import process from 'node:process';
import { type Foundation, runProcess } from '@atlas/shared/engines';
import { kafkaConnectionOf } from '@atlas/shared/kafka';
import { createVault } from '@atlas/shared/sealing';
import { createRelay, RelayEnvironment } from './index.ts';

const compose = ({ env, ...foundation }: Foundation<RelayEnvironment>) =>
  createRelay({
    connection: kafkaConnectionOf(env),
    databaseUrl: env.DATABASE_URL,
    vault: createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]),
    ...foundation,
  });

await runProcess({ name: 'relay', environment: RelayEnvironment, variables: process.env, compose });
