import type { Section } from '../bench.ts';
import { measureMemory } from '../memory.ts';

export const memorySection: Section = {
  name: 'memory',
  title: 'Memory and start of the whole all-in-one',
  run: async () => {
    const { megabytes, startSeconds } = await measureMemory();
    return {
      goals: [
        {
          what: 'memory of the whole all-in-one, PostgreSQL included (PSS)',
          figure: `${megabytes.toFixed(0)} MB`,
          goal: '< 350 MB',
          reached: megabytes < 350,
        },
        {
          what: 'start of the all-in-one on data that is there',
          figure: `${startSeconds.toFixed(1)} s`,
          goal: '≤ 5 s',
          reached: startSeconds <= 5,
        },
      ],
    };
  },
};
