import { z } from 'zod';
import { CoreError } from '../errors.js';
import type { Holding } from '../integrity/merkle-sum-tree.js';
import { blockNumber, address, hash32, sha256Text, whole } from './primitives.js';
import type { ReserveReport } from './report.js';

/** A bundle or one of its files that is not of this form. */
export class BundleError extends CoreError {}

/**
 * The evidence bundle: a zip whose first entry is the manifest, the others by name. Every entry's time is
 * 1980-01-01, so that equal files give equal bytes.
 */
export const BUNDLE_FILES = {
  manifest: 'manifest.json',
  report: 'report.json',
  pdf: 'report.pdf',
  instructions: 'INSTRUCTIONS.txt',
  platformSignature: 'signatures/platform.json',
  holders: 'tree/holders.csv',
  tree: 'tree/tree.json',
} as const;

/** `sources/<sha256>.<ext>`; the extension is that of the file's own name, lower case, else `bin`. */
export function sourceFile({ sha256, name }: { sha256: string; name: string }): string {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? 'bin';
  return `sources/${sha256}.${extension}`;
}

/** `attestations/<place in inputs.attestations, from 1, three digits>.json`. */
export const attestationFile = (index: number): string =>
  `attestations/${String(index + 1).padStart(3, '0')}.json`;

/** `manifest.json`, canonical JSON: every other file of the bundle, by name. */
export const bundleManifest = z.strictObject({
  format: z.literal('cadastre/evidence-bundle/1'),
  reportId: z.uuid(),
  contentSha256: sha256Text,
  pdfSha256: sha256Text,
  files: z.array(
    z.strictObject({ name: z.string(), sha256: sha256Text, sizeBytes: z.int().min(0) }),
  ),
});
export type BundleManifest = z.output<typeof bundleManifest>;

/** `tree/tree.json`, canonical JSON: what the tree of `tree/holders.csv` must come to. */
export const treeSummary = z.strictObject({
  format: z.literal('cadastre/merkle-sum-tree/1'),
  chainId: z.int().min(1),
  token: address,
  block: blockNumber,
  count: z.int().min(0),
  root: hash32,
  sumBaseUnits: whole,
});
export type TreeSummary = z.output<typeof treeSummary>;

export const treeSummaryOf = ({ inputs }: ReserveReport): TreeSummary => ({
  format: 'cadastre/merkle-sum-tree/1',
  chainId: inputs.token.chainId,
  token: inputs.token.address,
  block: inputs.asOf.block,
  ...inputs.holders,
});

const HOLDERS_HEAD = 'address,balance';

/** `tree/holders.csv`: UTF-8, line feeds; lower-case addresses ascending, balances in base units. */
export function holdersCsv(holdings: readonly Holding[]): string {
  const rows = holdings.map(({ holder, balance }) => `${holder.toLowerCase()},${balance}`).sort();
  return `${[HOLDERS_HEAD, ...rows].join('\n')}\n`;
}

/**
 * Reads it back.
 * @throws BundleError `holders_malformed` with the line, `holders_order` (unsorted or twice)
 */
export function parseHoldersCsv(text: string): Holding[] {
  const lines = text.split('\n');
  if (lines[0] !== HOLDERS_HEAD || lines.at(-1) !== '') {
    throw new BundleError(
      'holders_malformed',
      `${BUNDLE_FILES.holders} must begin with "${HOLDERS_HEAD}" and end with a line feed.`,
    );
  }
  let last = '';
  return lines.slice(1, -1).map((line, i) => {
    const [, holder, balance] = /^(0x[0-9a-f]{40}),(0|[1-9][0-9]{0,77})$/.exec(line) ?? [];
    if (holder === undefined || balance === undefined) {
      throw new BundleError(
        'holders_malformed',
        `Line ${i + 2} is no address and balance: ${line}`,
      );
    }
    if (holder <= last) {
      throw new BundleError('holders_order', `Line ${i + 2}: ${holder} is not after ${last}.`);
    }
    last = holder;
    return { holder, balance: BigInt(balance) };
  });
}

/** `INSTRUCTIONS.txt`. @param contentSha256 of `report.json` */
export function instructions({ reportId, inputs }: ReserveReport, contentSha256: string): string {
  const { token, asOf } = inputs;
  return `Evidence of the proof of reserve ${reportId}
${inputs.asset.name}, token ${token.symbol} at ${token.address} on chain ${token.chainId}
as of ${asOf.time}, block ${asOf.block} (${asOf.blockHash})

Check it with the program of the project, which needs this file and a node of the chain, no login:

  npm run verify -- bundle.zip --rpc https://a-node-you-trust
  npm run verify -- bundle.zip --holder 0xYOURADDRESS

or by hand:

1. SHA-256 of each file as manifest.json lists it (sha256sum). report.json must be
   ${contentSha256}
2. signatures/platform.json: recover the signer of the EIP-712 message it holds.
3. attestations/*.json: recover each custodian's key from its EIP-712 message (chain ${token.chainId}).
4. At block ${asOf.block} ask the token for totalSupply and every address of tree/holders.csv for its
   balance. Their tree must have the root in tree/tree.json:
   leaf keccak256(0x00 | chain u256 | token | block u256 | holder | balance u256),
   node keccak256(0x01 | left hash | left sum u256 | right hash | right sum u256),
   sorted by holder, padded with (0, 0) to a power of two.
5. report.json: "result" is what the arithmetic of docs/proof-of-reserve.md makes of "inputs".
   sources/ holds the papers and files the inputs were taken from, each named by its SHA-256.
`;
}
