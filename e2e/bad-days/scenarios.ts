/** Every fault that is played, and what is done: docs/faults.md has a row for each. */
export const scenarios = {
  killApi: { fault: 'kill -9 of the API', scenario: 'at random under load, started again at once' },
  killRelay: { fault: 'kill -9 of the relay', scenario: 'at random under load, started again at once' },
  killNotify: { fault: 'kill -9 of notify', scenario: 'at random under load, started again at once' },
  kafkaStopped: { fault: 'Kafka stopped', scenario: 'killed under load, back after a while' },
  kafkaFull: {
    fault: 'Kafka’s disk full',
    scenario: 'every write to its log fails (a limit on file sizes) until it ends; started again with room',
  },
  redisGone: { fault: 'Redis gone', scenario: 'killed under load, back empty' },
  postgresRestarted: { fault: 'PostgreSQL restarted', scenario: 'stopped under load, started again' },
  poison: { fault: 'poison event', scenario: 'an event that no group can read, others behind it' },
  duplicates: { fault: 'everything delivered twice', scenario: 'the relay publishes the whole log anew' },
  rebalance: { fault: 'rebalance', scenario: 'members of notify join and leave under load' },
  clockMoved: { fault: 'clock moved', scenario: 'notify 15 s ahead, then set back, under load' },
} as const;

export type ScenarioName = keyof typeof scenarios;
export type Scenario = (typeof scenarios)[ScenarioName];
