import { describe, expect, it } from 'vitest';
import { InvalidWechatData, isRawDataSigned, isWatermarkGood, openUserData } from './index.ts';

const rawData =
  '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}';
const sealed = {
  iv: 'r7BXXKkLb8qrSNn05n0qiA==',
  encryptedData:
    'CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==',
};
const sessionKey = 'tiihtNczf5v6AKRyjwEUhQ==';

describe('what a mini program says of its person', () => {
  it('is signed with the session key [documentation’s sample]', () => {
    const signature = '75e81ceda165f4ffa64f4068af58c64b8f54b88c';
    const key = 'HyVFkGl5F5OQWJZZaNzBBg==';
    expect(isRawDataSigned(rawData, signature, key)).toBe(true);
    expect(isRawDataSigned(`${rawData} `, signature, key)).toBe(false);
    expect(isRawDataSigned(rawData, signature, sessionKey)).toBe(false);
    for (const forged of ['', 'x', signature.toUpperCase(), `${signature}00`])
      expect(isRawDataSigned(rawData, forged, key)).toBe(false);
  });

  it('is opened with the session key and names its app and time [WXBizDataCrypt sample]', () => {
    const opened = openUserData(sealed, sessionKey);
    expect(opened).toMatchObject({
      openId: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE',
      unionId: 'ocMvos6NjeKLIBqg5Mr9QjxrP1FA',
      watermark: { appid: 'wx4f4bc4dec97d474b', timestamp: 1477314187 },
    });
    const isGood = (appId: string, ageSeconds: number) =>
      isWatermarkGood(opened.watermark, {
        ...{ appId, maxAgeSeconds: 300 },
        now: new Date((1477314187 + ageSeconds) * 1000),
      });
    expect([0, 300, -60].map((age) => isGood('wx4f4bc4dec97d474b', age))).toEqual([true, true, true]);
    expect([301, -61].map((age) => isGood('wx4f4bc4dec97d474b', age))).toEqual([false, false]);
    expect(isGood('wx4f4bc4dec97d474c', 0)).toBe(false);
  });

  it('is refused in one way where it does not open', () => {
    const refused = [
      [{ ...sealed, iv: 'AA==' }, sessionKey],
      [{ ...sealed, encryptedData: '' }, sessionKey],
      [{ ...sealed, encryptedData: 'x'.repeat(64) }, sessionKey],
      [sealed, 'HyVFkGl5F5OQWJZZaNzBBg=='],
      [sealed, ''],
    ] as const;
    for (const [data, key] of refused) expect(() => openUserData(data, key)).toThrow(InvalidWechatData);
  });
});
