/** How one-time codes are sent and how long they live. [docs/threat-model.md] */
export const codePolicy = {
  ttlSeconds: 300,
  attempts: 5,
  /** Pause before the next code after one, two, three … that were not answered right. */
  pausesSeconds: [30, 60, 120, 300],
  /** Sent to one account and not answered right. */
  unansweredPerHour: 5,
  perDestinationAndDay: 10,
  smsPerPrefixAndHour: 50,
  /** From so many codes a day on, a prefix where hardly anybody answers is closed: somebody is paid for the traffic. */
  pumpingFromSends: 30,
  pumpingBelowAnswered: 0.2,
} as const;

/** What the operator decides about text messages. */
export type SmsPolicy = {
  /** ISO 3166 codes of countries that codes are sent to. */
  countries: readonly string[];
  /** What may be spent in a day, and what one message costs, in the same unit. */
  dayBudgetMinor: number;
  priceMinor: number;
};

/** Where the shop delivers; 200.00 a day at 0.08 a message. */
export const defaultSmsPolicy: SmsPolicy = {
  countries: (
    'AT AU BE BG BR BY CA CH CN CY CZ DE DK EE ES FI FR GB GR HK HR HU IE IN IT JP KR KZ LT LU LV MT MX NL NO NZ PL PT ' +
    'RO RS RU SE SG SI SK TR UA US'
  ).split(' '),
  dayBudgetMinor: 20_000,
  priceMinor: 8,
};
