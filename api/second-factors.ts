import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { createCommandSealer, type Vault } from '@atlas/shared/sealing';
import {
  backupCodeRoutes,
  createBackupCodeSets,
  createConfirmBackupCodes,
  createHashSlots,
  createRenewBackupCodes,
} from './backup-codes/index.ts';
import {
  challengeRoutes,
  createAnswerChallenge,
  createCheckAnswer,
  createCreateChallenge,
  createReadChallenge,
  createResendCode,
} from './challenges/index.ts';
import {
  createContactIndex,
  createHashCode,
  createSendCode,
  createSendLimits,
  type SmsPolicy,
} from './codes/index.ts';
import { createConfirmFactor, createEnrolFactor, enrolmentRoutes } from './enrolment/index.ts';
import type { EventLog } from './event-log/index.ts';
import {
  createFactorSeals,
  createRemoveAllFactors,
  createRemoveFactor,
  createUpdateFactor,
  factorRoutes,
} from './factors/index.ts';
import type { Idempotency, RateLimits, Route } from './http/index.ts';
import { createFindCodeChat, createKeepPhone, messengerPhoneRoutes } from './messenger-phones/index.ts';
import { type CancelRecovery, recoveryRoutes } from './recovery/index.ts';
import { serviceChallengeRoutes } from './service-identities/index.ts';
import type { createRaisedAnswer, EndOtherSessions } from './sessions/index.ts';
import type { Reinstate } from './suspensions/index.ts';

type Deps = {
  sms: SmsPolicy;
  logger: Logger;
  database: Database;
  vault: Vault;
  clock: Clock;
  eventLog: EventLog;
  rateLimits: RateLimits;
  idempotency: Idempotency;
  endOtherSessions: EndOtherSessions;
  raisedAnswer: ReturnType<typeof createRaisedAnswer>;
  cancelRecovery: CancelRecovery;
  reinstate: Reinstate;
};

/** The slices that second factors are made of, put together. */
export const secondFactorRoutes = (deps: Deps): Route[] => {
  const { sms, vault } = deps;
  const hashCode = createHashCode(vault);
  const contactIndex = createContactIndex(vault);
  const sealCommand = createCommandSealer();
  const factorSeals = createFactorSeals(vault);
  const limits = createSendLimits(sms);
  const findCodeChat = createFindCodeChat(vault);
  const sendCode = createSendCode({ ...deps, limits, sealCommand, hashCode, contactIndex, findCodeChat });
  const backupCodeSets = createBackupCodeSets({ ...deps, hashSlots: createHashSlots() });
  const checkAnswer = createCheckAnswer({ ...deps, hashCode, factorSeals, backupCodeSets });
  const sending = { ...deps, factorSeals, contactIndex, sendCode };
  const answerChallenge = createAnswerChallenge({ ...deps, checkAnswer });
  const confirmFactor = createConfirmFactor({ ...deps, checkAnswer, factorSeals, backupCodeSets });
  return [
    ...factorRoutes({
      ...deps,
      updateFactor: createUpdateFactor(deps),
      removeFactor: createRemoveFactor(deps),
    }),
    ...enrolmentRoutes({
      enrolFactor: createEnrolFactor({ ...sending, sealCommand, smsCountries: sms.countries }),
      confirmFactor,
    }),
    ...backupCodeRoutes({
      renewBackupCodes: createRenewBackupCodes({ ...deps, backupCodeSets }),
      confirmBackupCodes: createConfirmBackupCodes({ ...deps, backupCodeSets }),
    }),
    ...challengeRoutes({
      readChallenge: createReadChallenge(deps),
      createChallenge: createCreateChallenge(sending),
      answerChallenge,
      resendCode: createResendCode(sending),
    }),
    ...messengerPhoneRoutes({ keepPhone: createKeepPhone({ ...deps, contactIndex }) }),
    ...serviceChallengeRoutes({ ...deps, answerChallenge, confirmFactor }),
    ...recoveryRoutes({ ...deps, removeAllFactors: createRemoveAllFactors(deps) }),
  ];
};
