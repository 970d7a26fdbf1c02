/** Names at the broker: ours behind the installation's prefix. */
export const createNames = (prefix = '') => ({
  topic: (topic: string) => prefix + topic,
  group: (group: string) => prefix + group,
  /** A broker's topic by the name that the catalogue has for it. */
  ownTopic: (name: string) => name.slice(prefix.length),
});
export type Names = ReturnType<typeof createNames>;
