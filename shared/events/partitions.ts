/** Of every topic, for good: more would send accounts elsewhere and end their order. */
export const partitionsPerTopic = 12;
