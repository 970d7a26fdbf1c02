import { cpus, release, totalmem } from 'node:os';
import process from 'node:process';
import type { Findings, Summary } from './bench.ts';

const rateLines = (summaries: readonly Summary[]) => [
  '| | median /s | lowest – highest | p50 ms | p99 ms |',
  '| --- | ---: | ---: | ---: | ---: |',
  ...summaries.map(
    ({ name, median, low, high, p50Ms, p99Ms }) =>
      `| ${name} | ${median.toFixed(0)} | ${low.toFixed(0)} – ${high.toFixed(0)} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} |`,
  ),
];

/** What was found, as the Markdown of bench/results.md. */
export const report = (
  findings: readonly Findings[],
  { rounds, seconds }: { rounds: number; seconds: number },
): string =>
  [
    '# Bench results',
    '',
    `The last run of \`npm run bench\`, ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node ${process.version}, PostgreSQL 18 (fsync on).`,
    `Medians of ${rounds} alternating rounds of ${seconds} s, 16 connections, load from a process of its own on the same machine.`,
    '',
    '| goal | measured | wanted | |',
    '| --- | ---: | ---: | --- |',
    ...findings.flatMap(({ goals }) =>
      goals.map(
        ({ what, figure, goal, reached }) =>
          `| ${what} | ${figure} | ${goal} | ${reached ? 'reached' : '**not reached**'} |`,
      ),
    ),
    '',
    ...findings.flatMap(({ rates }) =>
      rates
        ? [
            `## ${rates.heading}`,
            '',
            ...(rates.about ? [rates.about, ''] : []),
            ...rateLines(rates.summaries),
            '',
          ]
        : [],
    ),
  ].join('\n');
