/**
 * `npm run verify -- <bundle.zip | report.json | report.pdf> [--rpc URL] [--holder 0x…] [--signer 0x…] [--custodian 0x…]`
 *
 * Exit code 0: everything this file and these options allow to check holds. 1: the first lie, which is named.
 * 2: something that was asked for could not be checked, for a reason that is not the report's. 3: wrong usage.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Check, Outcome, Verdict } from '@cadastre/verify';
import { buildAll } from './lib/build.ts';

const USAGE = `npm run verify -- FILE [--rpc URL] [--holder 0x…] [--signer 0x…] [--custodian 0x… …]
  FILE         an evidence bundle (zip), a report's JSON or its PDF
  --rpc        a node of the chain that you trust: block, supply, holders, rounds and registration are asked of it
  --holder     proves that this address is counted
  --signer     who must have signed
  --custodian  a key that you know to be a custodian's; with several each attestation that counts must be of one of them`;

const EXIT: Record<Outcome, number> = { holds: 0, lie: 1, open: 2 };
const MARK: Record<Outcome, string> = { holds: 'ok  ', lie: 'LIE ', open: '?   ' };
const LONGEST = 200;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parsed();
  const [file] = positionals;
  const custodians = values?.custodian ?? [];
  const addresses = [values?.holder, values?.signer, ...custodians].filter(
    (one) => one !== undefined,
  );
  const wrong = addresses.find((one) => !/^0x[0-9a-fA-F]{40}$/.test(one));
  if (!values || file === undefined || positionals.length > 1 || wrong !== undefined) {
    console.error(wrong === undefined ? USAGE : `${wrong} is no address.\n${USAGE}`);
    return 3;
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    console.error(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return 3;
  }
  await buildAll(() => undefined, ['contracts', 'api', 'oracle', 'admin-ui']);
  const { verify } = await import('@cadastre/verify');
  const verdict = await verify(bytes, {
    onCheck: print,
    ...(values.rpc && { rpcUrl: values.rpc }),
    ...(values.holder && { holder: values.holder }),
    ...(values.signer && { signer: values.signer }),
    custodians,
  });
  conclude(verdict);
  return EXIT[verdict.outcome];
}

function parsed() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: { rpc: text, holder: text, signer: text, custodian: { ...text, multiple: true } },
      allowPositionals: true,
    });
  } catch {
    return { values: null, positionals: [] };
  }
}

function print({ name, what, outcome, stated, found, remark }: Check): void {
  console.log(`${MARK[outcome]} ${name}: ${cut(what)}`);
  if (outcome === 'holds') {
    if (found !== null) console.log(`       ${cut(found)}`);
    return;
  }
  if (stated !== null) console.log(`       stated ${cut(stated)}`);
  if (found !== null) console.log(`       found  ${cut(found)}`);
  if (remark !== null) console.log(`       ${remark}`);
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} … (${text.length} characters)` : text;
}

function conclude({ outcome, checks, lie, report, inclusion, notChecked }: Verdict): void {
  console.log('');
  if (inclusion) console.log(`${JSON.stringify(inclusion, bigints, 2)}\n`);
  for (const one of notChecked) console.log(`Not checked: ${one}.`);
  if (lie) {
    console.log(`NOT TRUE: ${lie.name}. ${lie.what}: ${lie.remark ?? 'it is not so'}`);
    return;
  }
  if (report) {
    const { asset, token, asOf } = report.inputs;
    const { status, reasons, coverage } = report.result;
    console.log(`${asset.name}, ${token.symbol} at ${token.address} on chain ${token.chainId}`);
    console.log(`as of ${asOf.time}, block ${asOf.block}`);
    console.log(`coverage ${coverage.ppm ?? 'of nothing owed'} ppm; the report says ${status}`);
    for (const { code, detail } of reasons) console.log(`  ${code}: ${detail}`);
  }
  const open = checks.filter((check) => check.outcome === 'open').length;
  console.log(
    outcome === 'holds'
      ? `All ${checks.length} checks hold.`
      : `${checks.length - open} checks hold, ${open} could not be made.`,
  );
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
