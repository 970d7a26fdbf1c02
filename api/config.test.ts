import { type ConfigurationError, loadConfig } from '@atlas/shared/process';
import { describe, expect, it } from 'vitest';
import { ApiEnvironment } from './config.ts';

const environment = {
  DATABASE_URL: 'postgres://localhost/atlas',
  ATLAS_MASTER_KEY: Buffer.alloc(32).toString('base64'),
  TELEGRAM_BOT_TOKEN: `1:${'x'.repeat(35)}`,
};
const key = 'key-of-the-old-shop';

const faultsOf = (more: Record<string, string>): readonly string[] => {
  try {
    loadConfig(ApiEnvironment, { ...environment, ...more });
    return [];
  } catch (error) {
    return (error as ConfigurationError).faults;
  }
};

describe('the old shop in the environment', () => {
  it.each<[string, Record<string, string>]>([
    ['no shop at all', {}],
    ['TLS', { LEGACY_SHOP_URL: 'https://shop.example/atlas', LEGACY_SHOP_KEY: key }],
    [
      'this machine without TLS',
      { LEGACY_SHOP_URL: 'http://127.0.0.1:3000/sandbox/legacy-shop', LEGACY_SHOP_KEY: key },
    ],
    ['this machine by name', { LEGACY_SHOP_URL: 'http://localhost:3000/', LEGACY_SHOP_KEY: key }],
  ])('may be %s', (_what, more) => expect(faultsOf(more)).toEqual([]));

  it.each<[string, Record<string, string>]>([
    ['another machine without TLS', { LEGACY_SHOP_URL: 'http://shop.example', LEGACY_SHOP_KEY: key }],
    [
      'a name that begins like this machine',
      { LEGACY_SHOP_URL: 'http://localhost.example', LEGACY_SHOP_KEY: key },
    ],
    [
      'this machine without TLS, in production',
      {
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://atlas.example',
        LEGACY_SHOP_URL: 'http://127.0.0.1/',
        LEGACY_SHOP_KEY: key,
      },
    ],
  ])('may not be %s', (_what, more) => expect(faultsOf(more)).toEqual(['LEGACY_SHOP_URL: must be https']));

  it('needs a key, which is not shown when it is broken', () => {
    const url = 'https://shop.example';
    expect(faultsOf({ LEGACY_SHOP_URL: url })).toEqual(['LEGACY_SHOP_KEY: is required with LEGACY_SHOP_URL']);
    const [fault] = faultsOf({ LEGACY_SHOP_URL: url, LEGACY_SHOP_KEY: 'short' });
    expect(fault).toMatch(/^LEGACY_SHOP_KEY: must be/);
    expect(fault).not.toContain('short');
  });
});
