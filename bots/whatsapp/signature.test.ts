import { describe, expect, it } from 'vitest';
import { createSignatureCheck } from './signature.ts';

describe('the signature of a notification', () => {
  const isSigned = createSignatureCheck('atlas-app-secret');
  /** As it comes: escapes are what stands there, not what they mean. */
  const body = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"0","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","messages":[{"id":"wamid.A","text":{"body":"\u041f\u0440\u0438\u0432\u0435\u0442 \/ hi"},"type":"text"}]}}]}]}`;
  const signature = 'sha256=3d4d363c80db1bdac6ed7b61baaf232befada5f86180cecb88229453bc57d6c8';
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('is that of the bytes as they came, which was computed elsewhere', () => {
    expect(body).toHaveLength(238);
    expect(isSigned(signature, bytes(body))).toBe(true);
  });

  it('is not that of the same words written again', () => {
    expect(isSigned(signature, bytes(JSON.stringify(JSON.parse(body))))).toBe(false);
    expect(createSignatureCheck('atlas-app-secrets')(signature, bytes(body))).toBe(false);
  });
});
