import { SettledProvider } from '@cadastre/contracts';
import type { JsonRpcProvider } from 'ethers';
import {
  type Evidence,
  type Listener,
  type Person,
  castOf,
  chainDay,
  genesisDay,
  play,
  samplePortfolio,
  STORY_BEGINS,
  treasuryFund,
  World,
} from '@cadastre/api/demo';
import { checkCapTable } from './checks/cap-table.ts';
import { Checks } from './checks/checks.ts';
import { checkMints, checkNav } from './checks/nav.ts';
import { checkAudit, checkPeople } from './checks/people.ts';
import { checkReport } from './checks/report.ts';
import { checkRules, checkStranger } from './checks/rules.ts';
import type { Subject } from './checks/subject.ts';

export interface MainJob {
  apiUrl: string;
  rpc: JsonRpcProvider;
  /** Of the accounts that the local chain funds. */
  mnemonic: string;
  operator: Person;
  dataDir: string;
  /** Lower-case letters and digits; the same id again goes on where the last attempt stopped. */
  runId: string;
  print: (line: string) => void;
  /** Told before and after each step: where a test pulls the plug. */
  listener?: Listener;
  patienceMs?: number;
}

export interface Outcome {
  passed: number;
  failures: string[];
  world: World;
}

/**
 * The whole life of a treasury fund through the public API, as the people would live it, then the
 * checks that an outsider makes with nothing but a node and the official files.
 */
export async function runMainJob(job: MainJob): Promise<Outcome> {
  const { apiUrl, rpc, mnemonic, dataDir, print } = job;
  const began = performance.now();
  const world = new World({
    apiUrl,
    rpc,
    mnemonic,
    dataDir,
    cast: castOf(job.runId, job.operator),
    begins: await storyBegins(rpc),
    portfolio: samplePortfolio(dataDir, await chainDay(rpc)),
    patienceMs: job.patienceMs,
  });
  print(`main job: run ${job.runId} against ${apiUrl}`);
  await play(world, treasuryFund, {
    async begins(step, index) {
      print(`[${String(index + 1).padStart(2)}/${treasuryFund.length}] ${step.title}`);
      await job.listener?.begins?.(step, index);
    },
    async ended(step, evidence, elapsedMs) {
      for (const line of evidenceLines(evidence)) print(`        ${line}`);
      print(`        ${seconds(elapsedMs)}, ${seconds(performance.now() - began)} in all`);
      await job.listener?.ended?.(step, evidence, elapsedMs);
    },
  });
  const checks = new Checks(print);
  await checkAll({ world, rpc, dataDir, checks });
  print(`        ${seconds(performance.now() - began)} in all`);
  return { passed: checks.passed, failures: checks.failures, world };
}

/** The usual day, or the chain's first where that was earlier: the same however often a run is taken up again. */
async function storyBegins(rpc: JsonRpcProvider): Promise<string> {
  const genesis = await genesisDay(rpc);
  return genesis < STORY_BEGINS ? genesis : STORY_BEGINS;
}

async function checkAll(subject: Subject): Promise<void> {
  const parts: [string, (subject: Subject) => Promise<void>][] = [
    ['who decided', checkPeople],
    ['cap table against the chain', checkCapTable],
    ['NAV and reserves against the official files', checkNav],
    ['mints', checkMints],
    ['rules on-chain', checkRules],
    ['an unverified wallet', checkStranger],
    ['proof of reserve', checkReport],
    ['audit log', checkAudit],
  ];
  for (const [name, check] of parts) {
    subject.checks.section(name);
    try {
      await check(subject);
    } catch (error) {
      subject.checks.holds(name, false, error instanceof Error ? error.message : String(error));
    }
  }
}

const evidenceLines = (evidence: Evidence): string[] =>
  Object.entries(evidence).map(([what, value]) => `${what}: ${value}`);

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export interface Place extends Omit<MainJob, 'apiUrl' | 'rpc' | 'operator'> {
  url: string;
  rpcUrl: string;
  operator: { email: string; password: string };
}

/** Runs the job against an instance, with a node connection of its own. */
export async function runOn({ url, rpcUrl, operator, ...rest }: Place): Promise<Outcome> {
  const rpc = new SettledProvider(rpcUrl, undefined, {
    staticNetwork: true,
    pollingInterval: 250,
    // The same question twice within 250 ms is answered from memory otherwise: an old nonce.
    cacheTimeout: -1,
  });
  try {
    return await runMainJob({
      ...rest,
      rpc,
      apiUrl: url,
      operator: { name: 'Operator', ...operator },
    });
  } finally {
    rpc.destroy();
  }
}

/** What the job's last lines say. */
export function verdictLines({ passed, failures }: Outcome): string[] {
  return [
    ...failures.map((failure) => `MISMATCH ${failure}`),
    `main job: ${passed} checks passed, ${failures.length} failed`,
  ];
}
