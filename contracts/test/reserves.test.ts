import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, encodeBytes32String, id, keccak256, ZeroHash } from 'ethers';
import {
  BarVault__factory,
  barIdOf,
  barLeaf,
  barTree,
  contractErrors,
  decodeRevert,
  MINT_STOP_SENTENCES,
  MINT_STOPS,
  mintStopName,
  OracleCommittee__factory,
  packProof,
  reportDomain,
  ReserveFeed__factory,
  signReserveAttestation,
  type IBarVault,
  type ReserveAttestation,
} from '@cadastre/contracts';
import { buildWorld, chainTime, deployAsset, mined, nextReport, signAll } from './world.ts';

const bar = (serial: number): IBarVault.BarStruct => ({
  refiner: 'Example Refiner',
  serial: `A-${serial}`,
  year: 2020,
  grossMilliOz: 401_250n,
  finenessTenths: 9_958n,
  fineMilliOz: 399_565n,
});

test('every proof of a bar list of any length leads to its root', () => {
  for (let length = 1; length <= 9; length += 1) {
    const bars = Array.from({ length }, (_, i) => bar(i));
    const { root, proofs } = barTree(bars);
    for (const [place, one] of bars.entries()) {
      const reached = (proofs[place] ?? []).reduce(
        (hash, sibling) => keccak256(concat([hash, sibling].sort())),
        barLeaf(one),
      );
      assert.equal(reached, root, `bar ${place} of ${length}`);
    }
  }
});

test('a bar list without bars or with one twice has no tree', () => {
  assert.throws(() => barTree([]), RangeError);
  assert.throws(() => barTree([bar(1), { ...bar(1), fineMilliOz: 1n }]), /twice/);
});

test('an attestation signed with the bindings is what the reserve feed takes', async () => {
  const world = await buildWorld();
  const { reserveFeed } = await deployAsset(world);
  const { OracleCommittee } = world.deployment.addresses;
  const feed = ReserveFeed__factory.connect(reserveFeed, world.people.alice);
  const committee = OracleCommittee__factory.connect(OracleCommittee, world.people.alice);
  const report = await nextReport(world, reserveFeed, 400_000n);
  const { bitmap, proof } = await signAll(world, [report], [0, 1, 2]);
  await mined(committee.submit(report, bitmap, proof));

  const at = await chainTime(world);
  const { root } = barTree([bar(1), bar(2), bar(3)]);
  const attestation: ReserveAttestation = {
    feed: reserveFeed,
    epoch: await committee.epoch(),
    round: 1n,
    attestedAt: at,
    expiry: at + 600n,
    documentHash: id('statement'),
    barListRoot: root,
    custodians: [encodeBytes32String('A vault'), encodeBytes32String('B vault')],
  };
  const domain = reportDomain((await world.provider.getNetwork()).chainId, OracleCommittee);
  const signatures = new Map<string, string>();
  for (const signer of world.oracle.slice(0, 3)) {
    signatures.set(signer.address, await signReserveAttestation(signer, domain, attestation));
  }
  const packed = packProof(world.options.oracleSigners, 3, signatures);
  const given = { ...attestation, custodians: [...attestation.custodians] };
  await mined(feed.attest(given, packed.bitmap, packed.proof));
  assert.equal(await feed.barListRoot(), root);
  assert.equal((await feed.attestation()).documentHash, id('statement'));

  const implementation = world.deployment.addresses.BarVaultImplementation;
  assert.ok(implementation, 'the deployment has the bar vault');
  const vault = BarVault__factory.connect(implementation, world.provider);
  assert.equal(await vault.barIdOf(bar(1)), barIdOf(bar(1)));
});

test('a stopped mint and a frozen deed are told in words', () => {
  for (const [code, name] of MINT_STOPS.entries()) {
    assert.equal(mintStopName(code), name);
    const data = contractErrors.encodeErrorResult('MintingStopped', [
      code,
      `0x${'11'.repeat(20)}`,
      1n,
      2n,
      3n,
    ]);
    assert.equal(decodeRevert(data).sentence, MINT_STOP_SENTENCES[name]);
  }
  assert.throws(() => mintStopName(MINT_STOPS.length), RangeError);
  const frozen = contractErrors.encodeErrorResult(
    'ERC7943InsufficientUnfrozenBalance(address,uint256)',
    [`0x${'11'.repeat(20)}`, 7n],
  );
  assert.match(decodeRevert(frozen).sentence, /^The deed is frozen/);
  const other = contractErrors.encodeErrorResult(
    'ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)',
    [`0x${'11'.repeat(20)}`, 7n, 5n],
  );
  assert.match(decodeRevert(other).sentence, /5 base units that are not frozen/);
  assert.equal(
    decodeRevert(contractErrors.encodeErrorResult('BarNotListed', [ZeroHash, ZeroHash])).name,
    'BarNotListed',
  );
});
