import { describe, expect, it } from 'vitest';
import { flowKeyPem } from '../../testing/index.ts';
import { createFlowCrypto, FlowNotOpened } from './flow-crypto.ts';

/** Sealed by Python's cryptography and opened by pywa 4.5; AES key 00…0f, initial vector 10…1f. */
const sealed = {
  encrypted_flow_data:
    'vryB0w/BTee4OvmigxwB59fRAL0MZdORxuilrGNhF4FXRTRimXocL4Liif1XzCuJVxWQGxIK9zSgNBdiIS3C29l37KEFHdMshKR1c3nNol6UruoBzt0T47YWSxzoz84X7FxbEKP+9Ll3hKkYJx2im5BDRa3Im3/rbAxYV5gwn+qUWYCCV9/m',
  encrypted_aes_key:
    'NmoPPVN7ALdiI2YztEUNLqZz3AED9Hoss+UogiiojjuFPK4lXGPm/jjMQiOvbpfLVqhDEI2EQ/vmTNOLkcnpm/Oe/qG12YElr8trIWG09dCCZeZugVJWE8RgCzceR1OeFSahD+GUVEHq7JA0Lkd45S3o6GR7PN8ebscYN1qLkO+z5BGZU9W7sXdnCfyjVCJvK/Pgjk7dsfJ+WjxispxiPB3lfWDWoEMA14UDgBJHycxUx1ZpXosz53AdQux9njianueBFXvz7sRvfld3JNO7ohFKZTdY1AQjPTgUpxJKALrfqIL1h0dTH2trZAUlTejJyuYTk7PqWGuE6xEBc05q9Q==',
  initial_vector: 'EBESExQVFhcYGRobHB0eHw==',
};
const crypto = createFlowCrypto(flowKeyPem);

describe('what phones seal', () => {
  it('is opened, and answered under the same key and the inverted vector', () => {
    const opened = crypto.open(sealed);
    expect(opened.clear).toEqual({
      version: '3.0',
      action: 'data_exchange',
      screen: 'CODE',
      data: { code: '730461' },
      flow_token: 'токен',
    });
    expect(opened.seal({ screen: 'SUCCESS', data: { said: 'готово' } })).toBe(
      'IHgc0GOTW8rcFKPg39GEti8ofXLnLzQtykslLBy0Q/QmZR+y77mcb/2QJ/vHSbyS0jCwnSocMea2cSdMVeys5kdBVA==',
    );
  });

  it('is not opened when a byte of it was changed, cut off or exchanged', () => {
    const flip = (text: string) => {
      const bytes = Buffer.from(text, 'base64');
      bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
      return bytes.toString('base64');
    };
    const changed = Object.entries(sealed).map(([name, value]) => ({ ...sealed, [name]: flip(value) }));
    for (const body of [
      ...changed,
      { ...sealed, encrypted_flow_data: 'AAAA' },
      { ...sealed, initial_vector: 'EBESExQVFhcYGRob' },
      { ...sealed, encrypted_aes_key: '' },
      { ...sealed, encrypted_aes_key: undefined },
      {},
      null,
      'text',
    ])
      expect(() => crypto.open(body), JSON.stringify(body)).toThrow(FlowNotOpened);
  });
});
