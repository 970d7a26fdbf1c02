import { randomUUIDv7 } from 'node:crypto';
import { createTestClock } from '@atlas/shared/ports';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/testing/start-sandbox.ts';
import { createWhatsappChannel } from '../index.ts';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

describe('the set-up of an authenticator in WhatsApp', () => {
  it('comes as a picture that was uploaded, with the key in words below it', async () => {
    const clock = createTestClock();
    await using sandbox = await startSandbox({ clock });
    const { businessAccountId: accountId, ...business } = sandbox.sandbox.whatsapp;
    const channel = () => createWhatsappChannel({ ...business, accountId, isWindowOpen: async () => true });
    await using world = await startNotify({ clock, moreChannels: () => [channel()] });
    const { id } = await sandbox.joinWhatsapp();
    const subject = await world.register(id, { messenger: 'whatsapp', appScope: business.businessId });
    const messageRef = randomUUIDv7();
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const otpauthUri = `otpauth://totp/Atlas:Anna?secret=${secret}&issuer=Atlas`;
    const data = {
      ...{ messageRef, locale: 'en' as const },
      sealed: await world.seal(world.database, messageRef, { otpauthUri, secret }),
      expiresAt: new Date(clock().getTime() + 300_000).toISOString(),
    };
    await world.append([{ subject, type: 'notify.send_totp_setup.v1', data }]);
    const shown = async () => (await sandbox.whatsappChat(id)).find(({ photo }) => photo);
    await expect.poll(shown, within).toBeDefined();
    const message = await shown();
    expect(message?.text).toContain('JBSW Y3DP EHPK 3PXP');
    const picture = await fetch(sandbox.at(message?.photo?.replace('/sandbox', '') ?? ''));
    const png = PNG.sync.read(Buffer.from(await picture.arrayBuffer()));
    expect(jsqr.default(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(otpauthUri);
  });
});
