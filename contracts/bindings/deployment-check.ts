import { getAddress, getCreate2Address, keccak256, type Provider } from 'ethers';
import { CREATE2_DEPLOYER } from './create2.js';
import type { DeploymentManifest, ManifestContract, PlatformContract } from './deployment.js';
import { initCodeHashOf } from './plan.js';
import { readRoles } from './role-events.js';
import type { RoleTable } from './role-table.js';

/** A place where the chain and the manifest do not agree. */
export interface DeploymentDifference {
  /** Stable, for programs: `missing-contract`, `changed-code`, `unexpected-holder`, ... */
  readonly code: string;
  /** For people: who or what, what the chain says, what the manifest says. */
  readonly sentence: string;
}

export interface DeploymentCheck {
  /** The block as of which everything was read. */
  readonly block: number;
  readonly differences: readonly DeploymentDifference[];
  /** What could not be verified, and why. */
  readonly notices: readonly string[];
  /** The table on the chain; null where hub, registry or committee are missing. */
  readonly roles: RoleTable | null;
  /** How many statements of the manifest were compared. */
  readonly compared: number;
}

/**
 * Compares a live deployment with its manifest: chain, every contract's address, arguments and code, and the complete
 * table of who holds which role. Reads only.
 */
export async function checkDeployment(
  provider: Provider,
  manifest: DeploymentManifest,
): Promise<DeploymentCheck> {
  const differences: DeploymentDifference[] = [];
  const notices: string[] = [];
  const block = await provider.getBlockNumber();
  await checkChain(provider, manifest, differences);
  if (differences.length > 0) return { block, differences, notices, roles: null, compared: 2 };

  const names = Object.keys(manifest.addresses) as PlatformContract[];
  const missing = new Set<PlatformContract>();
  for (const name of names) {
    const found = await checkContract(provider, manifest, name, block, notices);
    differences.push(...found);
    if (found.some(({ code }) => code === 'missing-contract')) missing.add(name);
  }
  for (const name of ['AccessHub', 'InvestorRegistry', 'OracleCommittee'] as const) {
    if (!missing.has(name)) continue;
    notices.push(`roles were not read, because ${name} is missing`);
    return { block, differences, notices, roles: null, compared: 2 + names.length };
  }
  const { table, doubts } = await readRoles(provider, manifest, block);
  for (const what of doubts) {
    differences.push({
      code: 'doubtful-node',
      sentence: `the node's events and its state disagree about ${what}: ask another node`,
    });
  }
  const expected = factsOf(manifest.roles);
  differences.push(...compareFacts(expected, factsOf(table)));
  return { block, differences, notices, roles: table, compared: 2 + names.length + expected.size };
}

async function checkChain(
  provider: Provider,
  { chainId, genesisHash }: DeploymentManifest,
  differences: DeploymentDifference[],
): Promise<void> {
  const [network, genesis] = await Promise.all([provider.getNetwork(), provider.getBlock(0)]);
  if (Number(network.chainId) !== chainId) {
    differences.push({
      code: 'other-chain',
      sentence: `the chain's id is ${network.chainId}, the manifest's ${chainId}`,
    });
  } else if (genesis?.hash !== genesisHash) {
    differences.push({
      code: 'other-chain',
      sentence: `the chain begins with block ${genesis?.hash ?? 'unknown'}, the manifest's with ${genesisHash}`,
    });
  }
}

async function checkContract(
  provider: Provider,
  { addresses, contracts }: DeploymentManifest,
  name: PlatformContract,
  block: number,
  notices: string[],
): Promise<DeploymentDifference[]> {
  const address = addresses[name] ?? '';
  const recorded = contracts[name];
  if (recorded === undefined) {
    return [
      {
        code: 'unknown-contract',
        sentence: `${name}: the manifest does not say what it is made of`,
      },
    ];
  }
  const code = await provider.getCode(address, block);
  if (code === '0x') {
    return [{ code: 'missing-contract', sentence: `${name}: no contract at ${address}` }];
  }
  const found: DeploymentDifference[] = [];
  const codeHash = keccak256(code);
  if (codeHash !== recorded.codeHash) {
    found.push({
      code: 'changed-code',
      sentence: `${name} at ${address}: code ${codeHash} on the chain, ${recorded.codeHash} in the manifest`,
    });
  }
  const derived = getCreate2Address(CREATE2_DEPLOYER, recorded.salt, recorded.initCodeHash);
  if (derived !== getAddress(address)) {
    found.push({
      code: 'wrong-address',
      sentence: `${name}: salt and creation code lead to ${derived}, the manifest says ${address}`,
    });
  }
  found.push(...checkArguments(name, recorded, notices));
  return found;
}

/** The arguments are part of the creation code, so of the address: they are proven by making that code again. */
function checkArguments(
  name: PlatformContract,
  recorded: ManifestContract,
  notices: string[],
): DeploymentDifference[] {
  let made: string | null;
  try {
    made = initCodeHashOf(name, recorded.creationCodeHash, recorded.constructorArguments);
  } catch {
    made = '';
  }
  if (made === null) {
    notices.push(
      `${name}: constructor arguments not verified, because it was deployed by another build (creation code ${recorded.creationCodeHash})`,
    );
    return [];
  }
  if (made === recorded.initCodeHash) return [];
  return [
    {
      code: 'wrong-arguments',
      sentence: `${name}: the constructor arguments in the manifest do not lead to its creation code`,
    },
  ];
}

interface Fact {
  readonly group: string;
  readonly subject: string;
  readonly value: string;
}

/** A table as single statements, by a key that says what each is about. */
function factsOf(table: RoleTable): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const state = (group: string, subject: string, value: string): unknown =>
    facts.set(`${group} ${subject}`.toLowerCase(), { group, subject, value });
  for (const { scope, role, account, executionDelay } of table.holders) {
    const where = scope === 'platform' ? 'the platform' : `asset ${scope}`;
    state('holder', `${account} as ${role} of ${where}`, `delay ${executionDelay} s`);
  }
  for (const { on, selector, signature, role } of table.functions) {
    const subject = `${signature} (${selector}) of ${on}`;
    facts.set(`function ${on} ${selector}`, {
      group: 'function',
      subject,
      value: `asks for ${role}`,
    });
  }
  for (const account of table.registrars) state('holder', `${account} as registrar`, 'admitted');
  for (const { address, provider } of table.attestors) {
    state('holder', `${address} as attestor`, `provider ${provider}`);
  }
  const { signers, threshold, epoch } = table.committee;
  signers.forEach((signer, i) =>
    state('holder', `${signer} as oracle signer`, `place ${i + 1} of ${signers.length}`),
  );
  state('threshold', 'oracle committee', `${threshold} signatures, epoch ${epoch}`);
  for (const { assetId, address, kind, codeHash } of table.targets) {
    state('target', `contract ${address} of asset ${assetId}`, `kind ${kind}, code ${codeHash}`);
  }
  for (const [what, value] of Object.entries(table.settings)) state('setting', what, value);
  return facts;
}

function compareFacts(
  expected: ReadonlyMap<string, Fact>,
  actual: ReadonlyMap<string, Fact>,
): DeploymentDifference[] {
  const found: DeploymentDifference[] = [];
  for (const [key, { group, subject, value }] of expected) {
    const there = actual.get(key);
    if (there === undefined) {
      found.push({
        code: `missing-${group}`,
        sentence: `${subject}: in the manifest (${value}), not on the chain`,
      });
    } else if (there.value !== value) {
      found.push({
        code: `changed-${group}`,
        sentence: `${subject}: ${there.value} on the chain, ${value} in the manifest`,
      });
    }
  }
  for (const [key, { group, subject, value }] of actual) {
    if (expected.has(key)) continue;
    found.push({
      code: `unexpected-${group}`,
      sentence: `${subject}: on the chain (${value}), not in the manifest`,
    });
  }
  return found;
}
