import { describe, expect, it } from 'vitest';
import { waysIn } from './ways-in.ts';

const settings = {
  ...{ apiUrl: 'https://atlas.example', botId: undefined, dpopNonce: undefined },
  ...{ botLink: 'https://t.me/AtlasBot', whatsappLink: 'https://wa.me/49301234567', hasWechat: true },
};
const token = '0123456789ABCDEFGHJKMNPQRS';

describe('the ways in for another messenger', () => {
  it('carry the code by a link where the messenger has such links, and by words in WeChat', () => {
    expect(waysIn(settings, [], token)).toEqual([
      { messenger: 'telegram', address: `https://t.me/AtlasBot?start=connect_${token}` },
      { messenger: 'whatsapp', address: `https://wa.me/49301234567?text=connect+${token}` },
      { messenger: 'wechat', address: null },
    ]);
  });

  it('leave out what is connected, and what this Atlas is not in', () => {
    expect(waysIn(settings, ['telegram', 'wechat'], token).map(({ messenger }) => messenger)).toEqual([
      'whatsapp',
    ]);
    expect(waysIn({ ...settings, whatsappLink: undefined, hasWechat: false }, ['telegram'], token)).toEqual(
      [],
    );
  });

  it('have words alone for a bot whose address nobody said', () => {
    expect(waysIn({ ...settings, botLink: undefined }, ['whatsapp', 'wechat'], token)).toEqual([
      { messenger: 'telegram', address: null },
    ]);
  });
});
