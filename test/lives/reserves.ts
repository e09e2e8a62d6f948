import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import {
  attest,
  type ApiClient,
  custodianAddress,
  ledgerCatchesUp,
  type Page,
  type Product,
  type ReportView,
  SAMPLE_BARS,
  until,
} from '@cadastre/api/demo';
import { differencesOf, type ReserveReport } from '@cadastre/core';
import { verify } from '@cadastre/verify';
import { latestRound } from '../checks/chain.ts';
import { Rational } from '../model/rational.ts';
import { at } from './people.ts';
import { chainAt, ledgerAt, type Standing } from './standings.ts';
import type { Stage } from './stage.ts';

const BLOCKS = 50;
const ROOT = new URL('../..', import.meta.url);
const fine = (bar: { fineOz: string }): bigint => Rational.of(bar.fineOz).floor(3);

/** Reports of the lives that were lived: on the chain, corrected, taken apart without us, true of any block. */
export function reserves(theStage: () => Stage): void {
  describe('an auditor', () => {
    let stage: Stage;
    let auditor: ApiClient;

    before(async () => {
      stage = theStage();
      auditor = await stage.world.as(stage.world.cast.auditor);
    });

    const product = (line: 'gold' | 'fund' | 'rental'): Product => {
      const found = stage.products.get(line);
      assert.ok(found, `the ${line} is not on the chain`);
      return found;
    };
    const ask = async ({ assetId }: Product, body: object = {}): Promise<string> => {
      const asked = { kind: 'proof_of_reserve', ...body };
      return (await auditor.post<ReportView>(`/assets/${assetId}/reports`, asked)).id;
    };
    const read = (id: string) => auditor.get<ReportView>(`/reports/${id}`);
    const reaches = (id: string, ...states: ReportView['state'][]) =>
      until(
        () => read(id),
        ({ state }) => states.includes(state),
        { what: `the report to be ${states.join(' or ')}`, everyMs: 100 },
      );
    const bundleOf = async (id: string) => (await auditor.download(`/reports/${id}/bundle`)).bytes;
    const contentOf = async ({ jsonDocumentId }: ReportView): Promise<ReserveReport> => {
      const { bytes } = await auditor.download(`/documents/${jsonDocumentId}/content`);
      return JSON.parse(bytes.toString()) as ReserveReport;
    };

    test('has gold’s report registered and corrected, and takes its bundle apart without us', async () => {
      const { world, committee, people } = stage;
      const gold = product('gold');
      const { answer } = await latestRound(stage.rpc, gold.navFeed);
      assert.ok(await committee.report(gold.navFeed, answer));
      const left = SAMPLE_BARS.slice(1);
      await attest(
        world,
        gold,
        'commodity',
        left.reduce((sum, bar) => sum + fine(bar), 0n),
      );
      await ledgerCatchesUp(world, gold.tokenId);
      const first = await reaches(await ask(gold), 'registered');
      assert.equal(first.verdict, 'PASS');
      const supersedes = { reportId: first.id, reason: 'The vault had another name.' };
      const second = await reaches(await ask(gold, { supersedes }), 'registered');
      assert.equal(second.verdict, 'PASS');
      const old = await read(first.id);
      assert.deepEqual(
        [old.state, old.supersededBy, old.registeredBlock],
        ['superseded', second.id, first.registeredBlock],
      );
      const period = `from=${first.asOfTime?.slice(0, 10)}&to=${second.asOfTime?.slice(0, 10)}`;
      const { items } = await auditor.get<Page<ReportView>>(
        `/assets/${gold.assetId}/reports?${period}`,
      );
      assert.deepEqual(
        items.map(({ id }) => id),
        [second.id, first.id],
      );

      const bundle = await bundleOf(second.id);
      const options = ['--rpc', stage.rpcUrl, '--holder', at(people.anna)];
      const whole = await verified(bundle, [
        ...options,
        ...['--custodian', custodianAddress(world, 'commodity')],
      ]);
      assert.equal(whole.code, 0, whole.said);
      assert.match(whole.said, /All \d+ checks hold\.\n$/);
      assert.match(whole.said, /"balanceBaseUnits": "[1-9]\d+"/);
      const broken = Buffer.from(bundle);
      const place = Math.floor(bundle.length / 2);
      broken[place] = (broken[place] ?? 0) ^ 1;
      const lie = await verified(broken, options);
      assert.equal(lie.code, 1, lie.said);
      assert.match(lie.said, /^NOT TRUE: file[ .]/m);

      const { inputs, result, supersedes: corrects } = await contentOf(second);
      assert.equal(corrects?.contentSha256, first.contentSha256);
      assert.ok(inputs.line.kind === 'commodity' && result.annex.kind === 'commodity');
      assert.deepEqual(
        result.annex.bars.map(({ serial, recomputedFineMilliOz }) => [
          serial,
          recomputedFineMilliOz,
        ]),
        left.map((bar) => [bar.serial, fine(bar).toString()]),
      );
      assert.deepEqual(
        inputs.line.deliveries.map(({ serial }) => serial),
        [SAMPLE_BARS[0]?.serial],
      );
    });

    test('finds the deed and the appraisal in the rental’s, and every line’s true to the chain', async () => {
      const rental = product('rental');
      // The last block before its holders gave their fractions for the price.
      const [burnt] = await stage.sql<{ block: string }>(
        `SELECT min(block_number) AS block FROM api.token_supply_change c
         JOIN api.token t ON t.address = c.token WHERE t.id = $1 AND c.burned > 0`,
        [rental.tokenId],
      );
      const then = await stage.rpc.getBlock(Number(burnt?.block) - 1);
      const at = new Date((then?.timestamp ?? 0) * 1000).toISOString();
      const ids = [await ask(rental, { at }), await ask(product('fund'))];
      for (const id of ids) {
        await reaches(id, 'registered');
        const { lie, outcome, report } = await verify(await bundleOf(id), { rpcUrl: stage.rpcUrl });
        assert.deepEqual([lie, outcome], [null, 'holds']);
        const { line, sources } = report?.inputs ?? {};
        assert.ok(line);
        if (line.kind !== 'real_estate') continue;
        const paper = sources?.find(({ role }) => role === 'appraisal_report');
        assert.ok(line.deed && paper);
        assert.equal(line.appraisal.documentSha256, paper.sha256);
      }
    });

    test(`finds report, tables and chain of one word at ${BLOCKS} blocks of their lives`, async () => {
      const head = await stage.rpc.getBlockNumber();
      await ledgerCatchesUp(stage.world, product('gold').tokenId);
      const products = [...stage.products.values()];
      const asked: { product: Product; id: string }[] = [];
      for (let i = 0; i < BLOCKS; i += 1) {
        const one = products[i % products.length];
        assert.ok(one);
        const [token] = await stage.sql<{ deployed: string }>(
          'SELECT deployed_block AS deployed FROM api.token WHERE id = $1',
          [one.tokenId],
        );
        const block = await stage.rpc.getBlock(randomInt(Number(token?.deployed), head + 1));
        const at = new Date((block?.timestamp ?? 0) * 1000).toISOString();
        asked.push({ product: one, id: await ask(one, { at }) });
      }
      for (const { product: one, id } of asked) {
        const report = await contentOf(await reaches(id, 'signed', 'registered'));
        assert.deepEqual(differencesOf(report), []);
        const { block, blockHash } = report.inputs.asOf;
        assert.equal(blockHash, (await stage.rpc.getBlock(block))?.hash);
        const said = standingOf(report);
        assert.deepEqual(said, await ledgerAt(stage, one, block), `tables at block ${block}`);
        assert.deepEqual(said, await chainAt(stage, one, block), `chain at block ${block}`);
      }
    });
  });
}

const standingOf = ({ inputs, result }: ReserveReport): Standing => ({
  supply: BigInt(inputs.supply.closingBaseUnits),
  minted: BigInt(result.supply.mintedBaseUnits),
  burnt: BigInt(result.supply.burntBaseUnits),
  holders: inputs.holders.count,
  root: inputs.holders.root,
  nav: BigInt(inputs.navRounds[0]?.answer ?? 0),
  reserves: BigInt(inputs.reserveRounds[0]?.answer ?? 0),
});

/** What `npm run verify` says of a file, and how it ends. */
function verified(
  bytes: Uint8Array,
  options: readonly string[],
): Promise<{ code: number; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-evidence-'));
  const file = join(folder, 'evidence.zip');
  writeFileSync(file, bytes);
  const args = ['scripts/verify.ts', file, ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
    });
  });
}
