import { decodeBytes32String, getAddress, keccak256, ZeroHash, type Provider } from 'ethers';
import type { Deployment, PlatformContract } from './deployment.js';
import {
  AccessHub__factory,
  InvestorRegistry__factory,
  OracleCommittee__factory,
} from './generated/index.js';
import { logsOf } from './logs.js';
import { guarded, RoleNames, sorted, type RoleHolder, type RoleTable } from './role-table.js';

/** Questions asked of the node at once. */
const AT_ONCE = 100;

/** What the events of hub and registry add up to. */
interface Replay {
  /** Every account that ever had a role, by `role id/account`, and whether it still has. */
  readonly members: Map<string, { id: bigint; account: string; holds: boolean }>;
  /** By `kind/selector`: the role's name, empty when it was taken back. */
  readonly kinds: Map<string, { kind: number; selector: string; role: string }>;
  readonly functions: Map<string, { target: string; selector: string; id: bigint }>;
  readonly targets: { assetId: string; address: string; kind: number }[];
  readonly settings: Map<string, (names: RoleNames) => [what: string, value: string] | null>;
}

/** The table as it stands on the chain, and every place where the node's events and its state disagree. */
export interface ReadRoles {
  readonly table: RoleTable;
  readonly doubts: readonly string[];
}

/**
 * Rebuilds the complete table of roles of a platform as of a block. The events say where to look, the state says what
 * is there; a node that hides an event or invents one is noticed where the two disagree.
 */
export async function readRoles(
  provider: Provider,
  deployment: Deployment,
  block: number,
): Promise<ReadRoles> {
  const { addresses, deployedAtBlock } = deployment;
  const hub = AccessHub__factory.connect(addresses.AccessHub, provider);
  const at = { blockTag: block };
  const doubts: string[] = [];
  const replay = await replayHub(provider, addresses.AccessHub, deployedAtBlock, block);
  const names = new RoleNames(new Set(replay.targets.map(({ assetId }) => assetId)));

  const holders: RoleHolder[] = [];
  await inBatches([...replay.members.values()], async ({ id, account, holds }) => {
    const [since, current, pending, effect] = await hub.getAccess(id, account, at);
    if (since > 0n !== holds) doubts.push(`${account} as ${names.phrase(id)}`);
    if (since === 0n) return;
    const executionDelay = Number(effect === 0n ? current : pending);
    holders.push({ ...names.of(id), account, executionDelay });
  });

  const functions: RoleTable['functions'][number][] = [];
  await inBatches([...replay.kinds.values()], async ({ kind, selector, role }) => {
    const stored = await hub.kindRole(kind, selector, at);
    const actual = stored === ZeroHash ? '' : decodeBytes32String(stored);
    if (actual !== role) doubts.push(`the role of ${selector} of kind ${kind}`);
    if (actual !== '') functions.push(guarded(`kind ${kind}`, selector, actual));
  });
  const enrolled = new Set(replay.targets.map(({ address }) => address));
  await inBatches([...replay.functions.values()], async ({ target, selector, id }) => {
    // An enrolled contract goes by its kind's table; what was set for it alone means nothing.
    if (enrolled.has(target)) return;
    const actual = await hub.getTargetFunctionRole(target, selector, at);
    if (actual !== id) doubts.push(`the role of ${selector} of ${target}`);
    if (actual !== 0n) {
      functions.push(guarded(nameOf(addresses, target), selector, names.phrase(actual)));
    }
  });

  const targets: RoleTable['targets'][number][] = [];
  await inBatches(replay.targets, async (target) => {
    const kind = Number(await hub.kindOf(target.address, at));
    if (kind !== target.kind) doubts.push(`the kind of ${target.address}`);
    const codeHash = keccak256(await provider.getCode(target.address, block));
    targets.push({ ...target, kind, codeHash });
  });

  const settings = [...replay.settings.values()].map((told) => told(names));
  const table = sorted({
    holders,
    functions,
    ...(await readRegistry(provider, deployment, block, doubts)),
    committee: await readCommittee(provider, addresses.OracleCommittee, block),
    targets,
    settings: Object.fromEntries(settings.filter((one) => one !== null)),
  });
  return { table, doubts };
}

async function replayHub(
  provider: Provider,
  address: string,
  from: number,
  to: number,
): Promise<Replay> {
  const contract = AccessHub__factory.createInterface();
  const replay: Replay = {
    members: new Map(),
    kinds: new Map(),
    functions: new Map(),
    targets: [],
    settings: new Map(),
  };
  for (const log of await logsOf(provider, address, from, to)) {
    const event = contract.parseLog(log);
    if (event === null) continue;
    const args = event.args as unknown as readonly unknown[];
    const text = (index: number): string => args[index] as string;
    const number = (index: number): bigint => args[index] as bigint;
    switch (event.name) {
      case 'RoleGranted':
      case 'RoleRevoked': {
        const member = { id: number(0), account: text(1), holds: event.name === 'RoleGranted' };
        replay.members.set(`${member.id}/${member.account}`, member);
        break;
      }
      case 'KindRoleSet': {
        const role = text(2) === ZeroHash ? '' : decodeBytes32String(text(2));
        const key = `${number(0)}/${text(1)}`;
        replay.kinds.set(key, { kind: Number(number(0)), selector: text(1), role });
        break;
      }
      case 'TargetFunctionRoleUpdated': {
        const one = { target: text(0), selector: text(1), id: number(2) };
        replay.functions.set(`${one.target}/${one.selector}`, one);
        break;
      }
      case 'TargetEnrolled':
        replay.targets.push({ assetId: text(0), address: text(1), kind: Number(number(2)) });
        break;
      case 'RoleAdminChanged':
      case 'RoleGuardianChanged': {
        const office = event.name === 'RoleAdminChanged' ? 'administrator' : 'guardian';
        const [role, holder] = [number(0), number(1)];
        replay.settings.set(`${office} ${role}`, (names) =>
          holder === 0n ? null : [`${office} of ${names.phrase(role)}`, names.phrase(holder)],
        );
        break;
      }
      case 'RoleGrantDelayChanged': {
        const [role, delay] = [number(0), number(1)];
        replay.settings.set(`grant delay ${role}`, (names) =>
          delay === 0n ? null : [`delay of grants of ${names.phrase(role)}`, `${delay} s`],
        );
        break;
      }
      case 'TargetAdminDelayUpdated': {
        const [target, delay] = [text(0), number(1)];
        replay.settings.set(`admin delay ${target}`, () =>
          delay === 0n ? null : [`delay of administration of ${target}`, `${delay} s`],
        );
        break;
      }
      case 'TargetClosed': {
        const [target, closed] = [text(0), args[1] === true];
        replay.settings.set(`closed ${target}`, () =>
          closed ? [`calls of ${target}`, 'closed'] : null,
        );
        break;
      }
    }
  }
  return replay;
}

async function readRegistry(
  provider: Provider,
  { addresses, deployedAtBlock }: Deployment,
  block: number,
  doubts: string[],
): Promise<Pick<RoleTable, 'registrars' | 'attestors'>> {
  const registry = InvestorRegistry__factory.connect(addresses.InvestorRegistry, provider);
  const agents = new Map<string, boolean>();
  const providers = new Map<string, number>();
  const logs = await logsOf(provider, addresses.InvestorRegistry, deployedAtBlock, block);
  for (const log of logs) {
    const event = registry.interface.parseLog(log);
    const [account, number] = (event?.args ?? []) as unknown as [string, bigint];
    if (event?.name === 'AgentAdded') agents.set(account, true);
    if (event?.name === 'AgentRemoved') agents.set(account, false);
    if (event?.name === 'AttestorSet') providers.set(account, Number(number));
  }
  const registrars: string[] = [];
  await inBatches([...agents], async ([account, told]) => {
    const actual = await registry.isAgent(account, { blockTag: block });
    if (actual !== told) doubts.push(`${account} as registrar`);
    if (actual) registrars.push(account);
  });
  const attestors: { address: string; provider: number }[] = [];
  await inBatches([...providers], async ([address, told]) => {
    const actual = Number(await registry.providerOf(address, { blockTag: block }));
    if (actual !== told) doubts.push(`${address} as attestor`);
    if (actual !== 0) attestors.push({ address, provider: actual });
  });
  return { registrars, attestors };
}

async function readCommittee(
  provider: Provider,
  address: string,
  block: number,
): Promise<RoleTable['committee']> {
  const committee = OracleCommittee__factory.connect(address, provider);
  const at = { blockTag: block };
  const [signers, threshold, epoch] = await Promise.all([
    committee.signers(at),
    committee.threshold(at),
    committee.epoch(at),
  ]);
  return {
    signers: signers.map((one) => getAddress(one)),
    threshold: Number(threshold),
    epoch: Number(epoch),
  };
}

function nameOf(addresses: Deployment['addresses'], address: string): string {
  const entries = Object.entries(addresses) as [PlatformContract, string][];
  return entries.find(([, one]) => getAddress(one) === address)?.[0] ?? address;
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map((item) => work(item)));
  }
}
