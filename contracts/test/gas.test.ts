import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { id, Wallet } from 'ethers';
import {
  InvestorRegistry__factory,
  OracleCommittee__factory,
  type IDistributor,
} from '@cadastre/contracts';
import { buildActions } from './actions.ts';
import { buildBallot, buildIncome } from './income.ts';
import {
  buildWorld,
  deployAsset,
  goodRecord,
  mined,
  nextReport,
  passTime,
  register,
  signAll,
  tokenAs,
  type DeployedAsset,
  type World,
} from './world.ts';

/** Whole transactions, intrinsic gas included, on Hardhat's network under cancun. */
let world: World;
let asset: DeployedAsset;
const measured: Record<string, number> = {};

function ceiling(what: string, gas: bigint, most: bigint): void {
  measured[what] = Number(gas);
  assert.ok(gas <= most, `${what} costs ${gas} gas, more than its ceiling ${most}`);
}

before(async () => {
  world = await buildWorld();
  asset = await deployAsset(world);
  const { alice, bob, carol } = world.people;
  await register(world, alice.address, 1n);
  await register(world, bob.address, 2n);
  await register(world, carol.address, 3n);
  const minter = tokenAs(world, asset.token, 'issuance');
  await mined(minter.mint(alice.address, 10n ** 12n, 1n));
  await mined(minter.mint(bob.address, 10n ** 12n, 2n));
});

after(() => console.table(measured));

test('22 gas ceiling: a transfer to an existing holder with every rule on', async () => {
  const { bob } = world.people;
  const alices = tokenAs(world, asset.token, 'alice');
  ceiling(
    'transfer, clone',
    (await mined(alices.transfer(bob.address, 1_000_001n))).gasUsed,
    52_500n,
  );

  // The same token without its proxy: the implementation's code put where the clone stands.
  const code = await world.provider.getCode(world.deployment.addresses.AssetTokenImplementation);
  const proxy = await world.provider.getCode(asset.token);
  await world.send('hardhat_setCode', [asset.token, code]);
  ceiling(
    'transfer, direct',
    (await mined(alices.transfer(bob.address, 1_000_001n))).gasUsed,
    50_000n,
  );
  await world.send('hardhat_setCode', [asset.token, proxy]);
});

test('22 gas ceiling: a transfer between two investors with every rule and the ledger on', async () => {
  const { alice, bob } = world.people;
  const { token } = await deployAsset(world, '00000000-0000-4000-8000-0000000000ff');
  await mined(tokenAs(world, token, 'compliance').setInvestorLedger(true));
  const minter = tokenAs(world, token, 'issuance');
  await mined(minter.mint(alice.address, 10n ** 12n, 1n));
  await mined(minter.mint(bob.address, 10n ** 12n, 2n));
  const alices = tokenAs(world, token, 'alice');
  const behind = (await mined(alices.transfer(bob.address, 1_000_001n))).gasUsed;
  ceiling('transfer, ledger per investor, clone', behind, 65_000n);
  const code = await world.provider.getCode(world.deployment.addresses.AssetTokenImplementation);
  await world.send('hardhat_setCode', [token, code]);
  const direct = (await mined(alices.transfer(bob.address, 1_000_001n))).gasUsed;
  ceiling('transfer, ledger per investor, direct', direct, 60_000n);
});

test('22 gas ceiling: mint', async () => {
  const minter = tokenAs(world, asset.token, 'issuance');
  const { gasUsed } = await mined(minter.mint(world.people.bob.address, 5_000_000n, 3n));
  ceiling('mint to a holder', gasUsed, 71_500n);
});

test('22 gas ceiling: an open record date costs one more word per holder, once', async () => {
  const { bob } = world.people;
  const alices = tokenAs(world, asset.token, 'alice');
  await mined(tokenAs(world, asset.token, 'issuance').openRecordDate());
  const first = (await mined(alices.transfer(bob.address, 1_000_001n))).gasUsed;
  ceiling('transfer, first after a record date', first, 143_000n);
  const second = (await mined(alices.transfer(bob.address, 1_000_001n))).gasUsed;
  ceiling('transfer, second after a record date', second, 52_500n);
});

test('22 gas ceiling: registering one wallet, and a hundred', async () => {
  const one = await register(world, Wallet.createRandom().address, 77n);
  ceiling('register', one.gasUsed, 49_200n);
  const registry = InvestorRegistry__factory.connect(
    world.deployment.addresses.InvestorRegistry,
    world.people.registrar,
  );
  const wallets = Array.from({ length: 100 }, () => Wallet.createRandom().address);
  const records = await Promise.all(wallets.map((_, i) => goodRecord(world, BigInt(1_000 + i))));
  const { gasUsed } = await mined(registry.registerBatch(wallets, records, id('list')));
  ceiling('register, each of a hundred', gasUsed / 100n, 24_000n);
});

test('22 gas ceiling: a feed update by three of five with full history', async () => {
  const committee = OracleCommittee__factory.connect(
    world.deployment.addresses.OracleCommittee,
    world.people.carol,
  );
  let last = 0n;
  for (const answer of [1_000_000n, 1_000_117n, 1_000_229n]) {
    await passTime(world, 86_400);
    const report = await nextReport(world, asset.navFeed, answer);
    const { bitmap, proof } = await signAll(world, [report], [0, 2, 4]);
    last = (await mined(committee.submit(report, bitmap, proof))).gasUsed;
  }
  ceiling('feed update, 3 of 5', last, 75_000n);
});

test('22 gas ceiling: ten feeds under one signature set', async () => {
  const feeds: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const { navFeed, reserveFeed } = await deployAsset(
      world,
      `00000000-0000-4000-8000-00000000000${i}`,
    );
    feeds.push(navFeed, reserveFeed);
  }
  const committee = OracleCommittee__factory.connect(
    world.deployment.addresses.OracleCommittee,
    world.people.carol,
  );
  let last = 0n;
  for (const answer of [1_000_000n, 1_000_117n]) {
    await passTime(world, 86_400);
    const reports = await Promise.all(feeds.map((feed) => nextReport(world, feed, answer)));
    const { bitmap, proof } = await signAll(world, reports, [0, 2, 4]);
    last = (await mined(committee.submitBatch(reports, bitmap, proof))).gasUsed;
  }
  ceiling('feed update, each of ten', last / 10n, 36_000n);
});

test('22 gas ceiling: income by record date and net of tax, a hundred paid at once', async () => {
  const income = await buildIncome(world, asset);
  const { alice, bob } = world.people;
  const first = await mined(income.distributor.connect(alice).claim(income.byRecordDate));
  ceiling('claim, record date', first.gasUsed, 152_000n);
  const { distributor, net, lines, tree } = income;
  const line = (index: number): IDistributor.NetClaimStruct => ({
    account: lines[index]?.account ?? '',
    cumulative: lines[index]?.cumulative ?? 0n,
    proof: [...(tree.proofs[index] ?? [])],
  });
  await mined(distributor.claimNet(net, line(0)));
  ceiling('claim, net of tax', (await mined(distributor.claimNet(net, line(1)))).gasUsed, 133_000n);
  assert.equal(lines[1]?.account, bob.address);
  const pushed = await mined(distributor.push(income.byRecordDate, income.holders));
  ceiling('push, each of a hundred', pushed.gasUsed / 100n, 68_000n);
});

test('22 gas ceiling: a vote', async () => {
  const { ballot, motion } = await buildBallot(world, asset);
  const { alice, bob } = world.people;
  await mined(ballot.connect(alice).vote(motion, 2));
  ceiling('vote', (await mined(ballot.connect(bob).vote(motion, 2))).gasUsed, 90_000n);
});

test('22 gas ceiling: a split and a call, by one holder and by the agent for many', async () => {
  const { alice, bob } = world.people;
  const actions = await buildActions(world);
  const { contract, asset: called, holders, split, call } = actions;
  const minter = tokenAs(world, called.token, 'issuance');
  await mined(minter.mint(alice.address, 10n ** 6n, 11n));
  await mined(minter.mint(bob.address, 10n ** 6n, 12n));
  const agent = contract.connect(world.people.issuance);
  await mined(contract.connect(alice).convert(split, 5n * 10n ** 5n));
  const converted = await mined(contract.connect(bob).convert(split, 5n * 10n ** 5n));
  ceiling('convert', converted.gasUsed, 170_000n);
  const settled = await mined(agent.settleFor(split, holders.slice(0, 50)));
  ceiling('settle a conversion, each of fifty', settled.gasUsed / 50n, 69_000n);

  ceiling('open a redemption', (await mined(contract.openRedemption(call))).gasUsed, 50_000n);
  await mined(contract.connect(alice).redeem(call, 10n ** 5n));
  const redeemed = await mined(contract.connect(bob).redeem(call, 10n ** 5n));
  ceiling('redeem at a call', redeemed.gasUsed, 145_000n);
  const paid = await mined(agent.settleFor(call, holders.slice(50)));
  ceiling('settle a call, each of fifty', paid.gasUsed / 50n, 61_500n);
});

test('22 gas ceiling: deploying an asset', () => {
  ceiling('deploy an asset with two feeds', asset.receipt.gasUsed, 960_000n);
});
