import { getAddress, isAddress, ZeroAddress } from 'ethers';
import { z } from 'zod';
import { COMMITTEE } from '../chain/abi.js';
import type { Work } from './desk.js';
import { read } from './key.js';
import { CliError } from './terminal.js';

/** A committee as the contract takes it; see `CommitteeSigners`. */
const LEAST = 2;
const MOST = 32;

const fileSchema = z.strictObject({
  signers: z.array(z.string().refine(isAddress, 'must be an address').transform(getAddress)),
  threshold: z.int(),
});

export interface NewCommittee {
  signers: string[];
  threshold: number;
}

/**
 * The committee that a file describes: 2 to 32 different signers, a threshold of more than half.
 * @throws CliError with every rule that is broken
 */
export function readCommittee(file: string): NewCommittee {
  const parsed = fileSchema.safeParse(json(file));
  if (!parsed.success) {
    const what = parsed.error.issues.map(
      (issue) => `  - ${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new CliError(`${file} is no committee:\n${what.join('\n')}`);
  }
  const { signers, threshold } = parsed.data;
  const problems: string[] = [];
  if (signers.length < LEAST || signers.length > MOST) {
    problems.push(`signers: ${signers.length} of them; there must be ${LEAST} to ${MOST}`);
  }
  const doubled = signers.filter((one, i) => signers.indexOf(one) < i);
  problems.push(...doubled.map((one) => `signers: ${one} is named twice`));
  if (signers.includes(ZeroAddress)) problems.push('signers: nobody has the address zero');
  if (threshold > signers.length) {
    problems.push(`threshold: ${threshold} of ${signers.length} can never be reached`);
  }
  if (threshold * 2 <= signers.length) {
    problems.push(`threshold: ${threshold} of ${signers.length} is not more than half`);
  }
  if (problems.length === 0) return { signers, threshold };
  throw new CliError(`${file} is no committee:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
}

/** Puts another committee in place; the epoch rises and every signature given so far is void. */
export async function rotate({ desk, wallet, terminal, sure }: Work, file: string): Promise<void> {
  const next = readCommittee(file);
  const now = await desk.committee.state();
  const same = next.threshold === now.threshold && next.signers.join() === now.signers.join();
  if (same)
    throw new CliError('This is the committee already: nothing would change but the epoch.');
  terminal.say(`epoch       ${now.epoch} → ${now.epoch + 1}`);
  terminal.say(
    `threshold   ${now.threshold} of ${now.signers.length} → ${next.threshold} of ${next.signers.length}`,
  );
  for (const one of next.signers) terminal.say(`${now.signers.includes(one) ? ' ' : '+'} ${one}`);
  for (const one of now.signers) if (!next.signers.includes(one)) terminal.say(`- ${one}`);
  const staying = next.signers.filter((one) => now.signers.includes(one)).length;
  if (staying < next.threshold) {
    terminal.say(
      `warning     only ${staying} of today's signers stay: nothing is published until ${next.threshold} run`,
    );
  }
  await sure('Put this committee in place? Every signature given so far is void.');
  const { address } = desk.committee;
  const values = [next.signers, next.threshold];
  if (!(await desk.send(wallet, address, COMMITTEE, 'setSigners', values))) return;
  const { epoch, threshold, signers } = await desk.committee.state();
  terminal.say(`now         epoch ${epoch}, ${threshold} of ${signers.length}`);
}

function json(file: string): unknown {
  try {
    return JSON.parse(read(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError(`${file} cannot be read as JSON: ${error.message}`);
  }
}
