import type { ConfirmedFactor, FactorEnrolment, RaisedSession } from '@atlas/shared/wire';
import { generateSync } from 'otplib';
import type { TestAnswer, TestApi } from './start-api.ts';

type CallOptions = Parameters<TestApi['get']>[1] & { accessToken: string };
type EnrolBody = { kind: 'sms'; phone: string } | { kind: 'email'; email: string } | { kind: 'totp' };

const bodyOf = <T>(answer: TestAnswer, status: number): T => {
  if (answer.status !== status) throw new Error(`refused: ${answer.status} ${answer.body.code}`);
  return answer.body as unknown as T;
};

/** What a person does with second factors: reads the code where it was sent, and types it. */
export const secondFactorsOf = (api: TestApi) => {
  /** The newest code that was sent for a challenge, read as notify reads it. */
  const sentCode = async (challengeId: string): Promise<string> => {
    const sent = (await api.commands()).findLast(
      ({ type, data }) =>
        type === 'notify.send_code.v1' && 'challengeId' in data && data.challengeId === challengeId,
    );
    if (!sent) throw new Error('no code was sent for this challenge');
    return (sent.secret as { code: string }).code;
  };

  /** What an authenticator shows, by default now. */
  const totpCode = (secret: string, offsetSeconds = 0): string =>
    generateSync({ secret, epoch: Math.floor(api.clock().getTime() / 1000) + offsetSeconds });

  /** Waits for the authenticator's next code: each works once. */
  const nextTotpCode = (secret: string): string => {
    api.clock.advanceSeconds(30);
    return totpCode(secret);
  };

  const begin = async (body: EnrolBody, options: CallOptions): Promise<FactorEnrolment> =>
    bodyOf(await api.post('/v1/factors', body, options), 201);

  const enrol = async (
    body: EnrolBody,
    options: CallOptions,
  ): Promise<ConfirmedFactor & { secret: string }> => {
    const { factorId, challengeId, secret } = await begin(body, options);
    const code = secret ? totpCode(secret) : await sentCode(challengeId);
    const confirmed = await api.post(`/v1/factors/${factorId}/confirm`, { code }, options);
    return { ...bodyOf<ConfirmedFactor>(confirmed, 200), secret: secret ?? '' };
  };

  const challenge = async (
    by: { factorId: string } | { kind: 'backup' },
    options: CallOptions,
  ): Promise<string> =>
    bodyOf<{ challengeId: string }>(await api.post('/v1/challenges', by, options), 201).challengeId;

  const answer = (challengeId: string, code: string, options: CallOptions): Promise<TestAnswer> =>
    api.post(`/v1/challenges/${challengeId}/answer`, { code }, options);

  /** Steps up by a factor; the code comes from where its kind has it. */
  const stepUp = async (
    factor: { id: string; secret?: string },
    options: CallOptions,
  ): Promise<RaisedSession> => {
    const challengeId = await challenge({ factorId: factor.id }, options);
    const code = factor.secret ? nextTotpCode(factor.secret) : await sentCode(challengeId);
    return bodyOf(await answer(challengeId, code, options), 200);
  };

  return { sentCode, totpCode, nextTotpCode, begin, enrol, challenge, answer, stepUp };
};

/** A code that is not this one. */
export const otherCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
