import { ratioGoal, type Section } from '../bench.ts';
import { startServer } from '../process.ts';
import { seedDatabase } from '../seed.ts';
import { login } from './sign-in.ts';

export const sizesSection: Section = {
  name: 'sizes',
  title: 'Returning login at 1 000, 100 000 and many accounts',
  run: async ({ postgresUrl, accounts, alternate }) => {
    const sizes = [1000, 100_000, accounts];
    const contenders = [];
    for (const [index, size] of sizes.entries()) {
      const server = await startServer(
        'atlas.ts',
        await seedDatabase(postgresUrl, `bench_size_${index}`, size),
      );
      contenders.push({
        name: `${size.toLocaleString('en')} accounts`,
        round: login(`${server.url}/v1/sessions/telegram`, size),
        stop: server.stop,
      });
    }
    const summaries = await alternate(contenders);
    await Promise.all(contenders.map(({ stop }) => stop()));
    const what = `login at ${accounts.toLocaleString('en')} accounts to login at 1,000`;
    return {
      goals: [ratioGoal(what, summaries[2], summaries[0], 0.8)],
      rates: { heading: 'Returning login by number of accounts', summaries },
    };
  },
};
