/** `npm run check`: types, lint, format, Solidity lint, who may import whom, and what the papers say of tests. */
import { globSync } from 'node:fs';
import { buildAll } from './lib/build.ts';
import { NODE, ROOT, TSC } from './lib/paths.ts';
import { pool } from './lib/pool.ts';
import { say, tell } from './lib/report.ts';
import { run } from './lib/run.ts';
import { type Row, table } from './lib/table.ts';

interface Check {
  name: string;
  commands: string[][];
}

const AT_A_TIME = 2;
const ROOMS = [
  'core',
  'contracts',
  'api',
  'oracle',
  'verify',
  'admin-ui',
  'migrations',
  'scripts',
  'test',
  'bench',
];

/** Tests are checked by configurations of their own, so that they are never built. */
const extraConfigs = (): string[] =>
  globSync('*/tsconfig.{spec,tools,test}.json', { cwd: ROOT }).toSorted();

const lint = (...what: string[]): string[] => [
  NODE,
  'node_modules/eslint/bin/eslint.js',
  '--max-warnings',
  '0',
  ...what,
];

const CHECKS: Check[] = [
  // In parts: one process would hold the types of all rooms at once, more than fits its heap. The longest first.
  { name: 'lint api', commands: [lint('api')] },
  {
    name: 'types',
    commands: [
      [NODE, TSC, '-b', 'tsconfig.build.json'],
      [NODE, TSC, '-p', 'admin-ui/tsconfig.json', '--noEmit'],
      ...extraConfigs().map((config) => [NODE, TSC, '-p', config, '--noEmit']),
    ],
  },
  {
    name: 'lint tools and tests',
    commands: [lint('migrations', 'scripts', 'test', 'bench', 'examples', '*.mjs', '.*.cjs')],
  },
  { name: 'lint admin-ui', commands: [lint('admin-ui')] },
  {
    name: 'lint other rooms',
    commands: [lint('core', 'contracts', 'oracle', 'verify')],
  },
  {
    name: 'format',
    commands: [[NODE, 'node_modules/prettier/bin/prettier.cjs', '--check', '.']],
  },
  {
    name: 'imports',
    commands: [
      [
        NODE,
        'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        ...ROOMS,
      ],
    ],
  },
  { name: 'lockfile', commands: [[NODE, 'scripts/complete-lock.mjs', '--check']] },
  { name: 'claims', commands: [[NODE, 'scripts/claims.ts']] },
  { name: 'solidity', commands: [['npm', 'run', 'lint', '-w', 'contracts']] },
  { name: 'reference', commands: [[NODE, 'contracts/scripts/reference.ts', '--check']] },
];

async function runCheck({ name, commands }: Check): Promise<Row> {
  let seconds = 0;
  for (const [command = '', ...args] of commands) {
    const result = await run(command, args);
    seconds += result.seconds;
    if (result.code === 0) continue;
    console.log(`\n──── ${name} ────\n${result.output.trim()}\n`);
    return { name, seconds, ok: false, remark: `see “${name}” above` };
  }
  say(`${name}: nothing to say, ${seconds.toFixed(1)} s`);
  return { name, seconds, ok: true, remark: '' };
}

try {
  await buildAll(say);
  const rows = await pool(
    AT_A_TIME,
    CHECKS.map((check) => () => runCheck(check)),
  );
  const failed = rows.filter(({ ok }) => !ok).length;
  console.log(`\n${table(rows)}\n\n${rows.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  tell(error);
}
