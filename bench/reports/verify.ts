import { verify } from '@cadastre/verify';
import { filesOf, goldInputs, holdersOf, zipOf } from '@cadastre/verify/testing';
import { Told } from '../../scripts/lib/report.ts';
import type { Row } from '../lib/rows.ts';

const HOLDERS = 100_000;

/**
 * From the zip's bytes to the verdict: every file's hash, signatures, the tree of all holders, each number of
 * the result. No node: that part is the node's speed.
 * @throws Told where the verdict is not that everything holds
 */
export async function measureVerify(): Promise<Row> {
  const holders = holdersOf(HOLDERS);
  const bundle = zipOf(await filesOf(await goldInputs(holders), { holders }));
  const started = performance.now();
  const { outcome, lie } = await verify(bundle);
  const seconds = (performance.now() - started) / 1000;
  if (outcome !== 'holds') throw new Told(`the sample does not hold: ${lie?.name ?? outcome}`);
  return {
    case: 'verify, 100000 holders, seconds',
    value: Math.round(seconds * 100) / 100,
    unit: 's',
    system: 'Cadastre',
  };
}
