import type { Section } from '../bench.ts';
import { measureMemory } from '../memory.ts';

export const memorySection: Section = {
  name: 'memory',
  title: 'Memory of the whole all-in-one',
  run: async () => {
    const { megabytes } = await measureMemory();
    return {
      goals: [
        {
          what: 'memory of the whole all-in-one, PostgreSQL included (PSS)',
          figure: `${megabytes.toFixed(0)} MB`,
          goal: '< 350 MB',
          reached: megabytes < 350,
        },
      ],
    };
  },
};
