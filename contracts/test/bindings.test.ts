import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { BrowserProvider, HDNodeWallet, id, Wallet, ZeroHash, type Signer } from 'ethers';
import { network } from 'hardhat';
import {
  assetGrants,
  assetIdOf,
  AssetFactory__factory,
  AssetToken__factory,
  contractErrors,
  decodeRevert,
  deployPlatform,
  ERROR_SENTENCES,
  feedStatusName,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  packProof,
  packRecord,
  REASON_SENTENCES,
  reasonName,
  reportBatchDigest,
  reportDigest,
  reportDomain,
  ReportFeed__factory,
  REASONS,
  revertDataOf,
  roleId,
  roleKey,
  ROLE_NAMES,
  AccessHub__factory,
  signReport,
  unpackRecord,
  uuidOfAssetId,
  attestationDigest,
  registryDomain,
  type Deployment,
  type FeedPolicy,
  type PlatformOptions,
} from '@cadastre/contracts';

const UUID = '0b7c9d5e-3f1a-4c62-9d84-1f2e3a4b5c6d';
const DAY = 86_400n;

const policy = (over: Partial<FeedPolicy> = {}): FeedPolicy => ({
  minAnswer: 1n,
  maxAnswer: 10n ** 30n,
  minInterval: 0,
  maxValuationAge: 5 * 86_400,
  heartbeat: 4 * 86_400,
  valuationStaleness: 5 * 86_400,
  approvalWindow: 86_400,
  dailyDeviationBps: 0,
  maxDeviationBps: 100,
  alwaysApprove: false,
  ...over,
});

let provider: BrowserProvider;
let signers: Signer[];
let options: PlatformOptions;
let deployment: Deployment;
const oracle = Array.from({ length: 5 }, (_, i) => new Wallet(id(`oracle ${i}`)));
let token: string;
let navFeed: string;

const now = async (): Promise<bigint> => BigInt((await provider.getBlock('latest'))!.timestamp);
const address = (index: number): Promise<string> => signers[index]!.getAddress();

before(async () => {
  const connection = await network.create();
  provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  signers = await Promise.all(Array.from({ length: 8 }, (_, i) => provider.getSigner(i)));
  options = {
    registrar: await address(1),
    compliance: await address(3),
    factoryDeployer: await address(4),
    oracleSigners: oracle.map((wallet) => wallet.address),
    oracleThreshold: 3,
  };
  deployment = await deployPlatform(signers[0]!, options);
  const factory = AssetFactory__factory.connect(deployment.addresses.AssetFactory, signers[4]!);
  const params = {
    token: {
      assetId: assetIdOf(UUID),
      name: 'Example Treasury Fund',
      symbol: 'ETF',
      decimals: 6,
      maxSupply: 1_000_000_000_000n,
      rules: { maxBalance: 0n, maxHolders: 2, minTier: 2, lockUntil: 0 },
      countries: [840, 276],
    },
    navFeed: { description: 'ETF NAV / USD', decimals: 6, policy: policy() },
    reserveFeed: {
      description: 'ETF reserves / USD',
      decimals: 6,
      policy: policy({ maxDeviationBps: 0 }),
    },
    grants: assetGrants({
      issuer: await address(5),
      minter: await address(2),
      transferAgent: await address(2),
      compliance: await address(3),
      oracle: await address(0),
      reportApprovers: [await address(3), await address(6)],
      pauser: await address(3),
      unpauser: await address(3),
      unpauseDelay: 3600,
    }),
  };
  const predicted = await factory.predict(
    params.token.assetId,
    params.navFeed.policy,
    params.reserveFeed.policy,
  );
  const receipt = await (await factory.deploy(params)).wait();
  const event = receipt!.logs
    .map((log) => factory.interface.parseLog(log))
    .find((parsed) => parsed?.name === 'AssetDeployed');
  assert.ok(event);
  assert.deepEqual([event.args.token, event.args.navFeed, event.args.reserveFeed], [...predicted]);
  ({ token, navFeed } = predicted);
});

const register = async (
  wallet: string,
  over: { tier?: number; country?: number; investorId?: bigint } = {},
) => {
  const registry = InvestorRegistry__factory.connect(
    deployment.addresses.InvestorRegistry,
    signers[1]!,
  );
  const record = packRecord({
    expiry: (await now()) + 365n * DAY,
    country: over.country ?? 840,
    tier: over.tier ?? 2,
    investorId: over.investorId ?? 7n,
    provider: 1,
  });
  await (await registry.register(wallet, record, id('evidence'))).wait();
  return unpackRecord(await registry.wordOf(wallet));
};

test('deploying a platform twice changes nothing and answers with the same manifest', async () => {
  const nonce = await provider.getTransactionCount(await address(0));
  assert.deepEqual(await deployPlatform(signers[0]!, options), deployment);
  assert.equal(await provider.getTransactionCount(await address(0)), nonce);
});

test('role ids and asset ids are derived alike on both sides', async () => {
  const hub = AccessHub__factory.connect(deployment.addresses.AccessHub, provider);
  for (const role of ROLE_NAMES) {
    assert.equal(await hub.roleId(assetIdOf(UUID), roleKey(role)), roleId(assetIdOf(UUID), role));
    assert.equal(await hub.roleId(ZeroHash, roleKey(role)), roleId(ZeroHash, role));
  }
  assert.equal(uuidOfAssetId(assetIdOf(UUID)), UUID);
});

test('a registered investor receives shares and passes them on only to another', async () => {
  const [alice, bob, carol] = [await address(5), await address(6), await address(7)];
  const record = await register(alice, { investorId: 11n });
  assert.equal(record.investorId, 11n);
  assert.equal(record.flags, 0);
  await register(bob, { investorId: 12n, country: 276 });
  const minter = AssetToken__factory.connect(token, signers[2]!);
  await (await minter.mint(alice, 1_000_000n, 1n)).wait();
  const holder = AssetToken__factory.connect(token, signers[5]!);
  await (await holder.transfer(bob, 400_000n)).wait();
  assert.equal(await holder.balanceOf(bob), 400_000n);
  assert.equal(await holder.totalSupply(), 1_000_000n);

  const [reason, message] = await holder.explain(alice, alice, carol, 1n);
  assert.equal(reasonName(reason), 'RECEIVER_NOT_VERIFIED');
  assert.equal(message, 'Receiver is not a verified investor');
  const refused = await holder.transfer.staticCall(carol, 1n).then(
    () => null,
    (error: unknown) => decodeRevert(revertDataOf(error)),
  );
  assert.equal(refused?.name, 'TransferRefused');
  assert.equal(refused?.sentence, REASON_SENTENCES.RECEIVER_NOT_VERIFIED);
  assert.deepEqual(refused?.args, { reason, from: alice, to: carol, amount: 1n });

  const again = await minter.mint.staticCall(alice, 1n, 1n).then(
    () => null,
    (error: unknown) => decodeRevert(revertDataOf(error)),
  );
  assert.equal(again?.name, 'OperationAlreadyDone');
});

test('a report signed by three of five reaches its feed and digests agree', async () => {
  const committee = OracleCommittee__factory.connect(
    deployment.addresses.OracleCommittee,
    signers[6]!,
  );
  const feed = ReportFeed__factory.connect(navFeed, provider);
  const domain = reportDomain(
    (await provider.getNetwork()).chainId,
    deployment.addresses.OracleCommittee,
  );
  const at = await now();
  const report = {
    feed: navFeed,
    epoch: await committee.epoch(),
    round: (await feed.latestRound()) + 1n,
    answer: 1_000_123n,
    valuationTime: at - 60n,
    expiry: at + 600n,
  };
  assert.equal(await committee.digestOf(report), reportDigest(domain, report));
  assert.equal(await committee.batchDigestOf([report]), reportBatchDigest(domain, [report]));
  const signatures = new Map<string, string>();
  for (const index of [4, 1, 2]) {
    signatures.set(oracle[index]!.address, await signReport(oracle[index]!, domain, report));
  }
  assert.throws(() => packProof(options.oracleSigners, 4, signatures), /Only 3 of 4/);
  const { bitmap, proof } = packProof(options.oracleSigners, 3, signatures);
  assert.equal(bitmap, 0b10110n);
  await (await committee.submit(report, bitmap, proof)).wait();
  const [answer, valuationTime, , round, state] = await feed.latest();
  assert.deepEqual([answer, valuationTime, round], [1_000_123n, at - 60n, 1n]);
  assert.equal(feedStatusName(state), 'OK');
});

test('an attestation hashes alike on both sides', async () => {
  const registry = InvestorRegistry__factory.connect(
    deployment.addresses.InvestorRegistry,
    provider,
  );
  const attestation = {
    wallet: await address(7),
    record: packRecord({
      expiry: 2_000_000_000n,
      country: 724,
      tier: 1,
      investorId: 3n,
      provider: 9,
    }),
    evidenceHash: id('file'),
    issuedAt: 1n,
    deadline: 2n,
  };
  const domain = registryDomain(
    (await provider.getNetwork()).chainId,
    deployment.addresses.InvestorRegistry,
  );
  assert.equal(
    await registry.attestationDigest(attestation),
    attestationDigest(domain, attestation),
  );
});

test('every custom error has a sentence and every reason its number', async () => {
  const missing = contractErrors.fragments
    .map((fragment) => ('name' in fragment ? String(fragment.name) : ''))
    .filter((name) => ERROR_SENTENCES[name] === undefined);
  assert.deepEqual(missing, []);
  const contract = AssetToken__factory.connect(token, provider);
  const unknown = 'Unknown reason';
  for (const code of REASONS.keys()) {
    assert.notEqual(await contract.messageForTransferRestriction(code), unknown);
  }
  assert.equal(await contract.messageForTransferRestriction(REASONS.length), unknown);
});

test('data that no contract returns is still told in words', () => {
  assert.equal(decodeRevert('0x').name, 'Empty');
  assert.equal(decodeRevert(null).name, 'Empty');
  assert.equal(decodeRevert('0x12345678').name, 'Unknown');
  assert.equal(decodeRevert('nonsense').name, 'Unknown');
});

test('keys of a test world come from one mnemonic', () => {
  const phrase = 'test test test test test test test test test test test junk';
  const wallet = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0/10");
  assert.equal(wallet.address, '0xBcd4042DE499D14e55001CcbB24a551F3b954096');
});
