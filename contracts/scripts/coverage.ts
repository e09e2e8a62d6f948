/**
 * `npm run coverage -w contracts`: runs the Solidity tests once with every statement counted, prints the table, and
 * ends with 1 when less than 98 % of the lines or of the statements were run.
 */
import { spawn } from 'node:child_process';
import { HERE } from './sources.ts';

const LEAST = 98;

/** Lines and statements run, in per cent, as the last row of Hardhat's table says them. */
function totalsIn(table: string): { lines: number; statements: number } {
  const row = /║\s*Total\s*│\s*([\d.]+)\s*│\s*([\d.]+)\s*│/.exec(table);
  if (row === null) throw new Error('The run ended without a row of totals.');
  return { lines: Number(row[1]), statements: Number(row[2]) };
}

/** Runs the tests, shows what they say, and gives it back. */
async function run(): Promise<{ code: number; output: string }> {
  const child = spawn('hardhat', ['test', 'solidity', '--coverage', '--test-profile', 'coverage'], {
    cwd: HERE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

const started = performance.now();
const { code, output } = await run();
if (code !== 0) throw new Error(`The tests ended with ${String(code)}.`);
const { lines, statements } = totalsIn(output);
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  `Lines ${lines} %, statements ${statements} %, in ${seconds} s; at least ${LEAST} % of each.`,
);
if (Math.min(lines, statements) < LEAST) process.exitCode = 1;
