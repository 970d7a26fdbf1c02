import { describe, expect, it } from 'vitest';
import { isInWechat, wechatLaunchIn } from './wechat-launch.ts';

const state = 'a'.repeat(32);
const launchIn = (hash: string, search = '') => wechatLaunchIn({ hash, search }, 'zh-CN');

describe('what WeChat opened the page with', () => {
  it('is a code of the mini program’s shell, with what it hands on', () => {
    expect(launchIn('#wechat=0a1B&lang=zh_CN&start=from_ad')).toEqual({
      opening: { code: '0a1B', language: 'zh_CN' },
      startParam: 'from_ad',
    });
    expect(launchIn('#wechat=0a1B&lang=%3Cb%3E')).toEqual({
      opening: { code: '0a1B' },
      startParam: undefined,
    });
  });

  it('is a code and a state where the official account’s page comes back', () => {
    expect(launchIn('', `?code=C0de&state=${state}`)).toEqual({
      opening: { oauthCode: 'C0de', state, language: 'zh-CN' },
      startParam: undefined,
    });
  });

  it.each([
    ['', ''],
    ['#wechat=', ''],
    ['', '?code=C0de'],
    ['', `?code=C0de&state=${state}x`],
    ['#tgWebAppVersion=8.0', '?screen=link'],
  ])('is nothing in %j %j', (hash, search) => expect(launchIn(hash, search)).toBeUndefined());

  it('knows WeChat by what its browser calls itself', () => {
    expect(isInWechat('Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.50 NetType/WIFI')).toBe(true);
    expect(isInWechat('Mozilla/5.0 (X11; Linux) Chrome/153')).toBe(false);
  });
});
