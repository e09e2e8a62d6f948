import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { id, ZeroHash } from 'ethers';
import {
  AccessHub__factory,
  assetIdOf,
  AssetFactory__factory,
  AssetToken__factory,
  attestationDigest,
  decodeRevert,
  deployPlatform,
  DeploymentFileError,
  feedStatusName,
  InvestorRegistry__factory,
  loadDeployment,
  OracleCommittee__factory,
  packProof,
  packRecord,
  parseDeployment,
  REASON_SENTENCES,
  reasonName,
  REASONS,
  registryDomain,
  reportBatchDigest,
  reportDigest,
  reportDomain,
  ReportFeed__factory,
  revertDataOf,
  roleId,
  roleKey,
  ROLE_NAMES,
  unpackRecord,
  uuidOfAssetId,
  type DecodedRevert,
} from '@cadastre/contracts';
import {
  assetParams,
  buildWorld,
  deployAsset,
  mined,
  nextReport,
  register,
  signAll,
  tokenAs,
  UUID,
  type DeployedAsset,
  type World,
} from './world.ts';

let world: World;
let asset: DeployedAsset;

/** What a call that must be refused says. */
async function refusal(call: Promise<unknown>): Promise<DecodedRevert> {
  try {
    await call;
  } catch (error) {
    return decodeRevert(revertDataOf(error));
  }
  throw new Error('The call was not refused');
}

before(async () => {
  world = await buildWorld();
  asset = await deployAsset(world);
});

test('deploying a platform twice changes nothing and answers with the same manifest', async () => {
  const { deployer } = world.people;
  const nonce = await world.provider.getTransactionCount(deployer.address);
  assert.deepEqual(await deployPlatform(deployer, world.options), world.deployment);
  assert.equal(await world.provider.getTransactionCount(deployer.address), nonce);
  assert.deepEqual(parseDeployment(world.deployment, 'here'), world.deployment);
});

test('a manifest that is missing or malformed is told in words', () => {
  assert.throws(() => loadDeployment('/no/such/file.json'), DeploymentFileError);
  const { AccessHub: _, ...addresses } = world.deployment.addresses;
  assert.throws(
    () => parseDeployment({ ...world.deployment, chainId: '1', addresses }, 'x.json'),
    /x\.json is no deployment manifest: missing or malformed chainId, addresses\.AccessHub/,
  );
});

test('an asset lands where it was foretold', async () => {
  const { token, navFeed, reserveFeed } = assetParams(world);
  const factory = AssetFactory__factory.connect(
    world.deployment.addresses.AssetFactory,
    world.provider,
  );
  const predicted = await factory.predict(token.assetId, navFeed.policy, reserveFeed.policy);
  assert.deepEqual([...predicted], [asset.token, asset.navFeed, asset.reserveFeed]);
});

test('role ids, asset ids and records are packed alike on both sides', async () => {
  const hub = AccessHub__factory.connect(world.deployment.addresses.AccessHub, world.provider);
  for (const role of ROLE_NAMES) {
    assert.equal(await hub.roleId(assetIdOf(UUID), roleKey(role)), roleId(assetIdOf(UUID), role));
    assert.equal(await hub.roleId(ZeroHash, roleKey(role)), roleId(ZeroHash, role));
  }
  assert.equal(uuidOfAssetId(assetIdOf(UUID)), UUID);
  assert.throws(() => assetIdOf('not-a-uuid'), RangeError);

  const given = {
    expiry: 2n ** 40n - 1n,
    country: 999,
    tier: 255,
    attributes: 255,
    investorId: 2n ** 64n - 1n,
    provider: 2 ** 32 - 1,
  };
  const { attributes, ...rest } = given;
  assert.deepEqual(unpackRecord(packRecord(given)), {
    ...rest,
    flags: attributes << 8,
    updatedAt: 0n,
  });
  assert.throws(() => packRecord({ ...given, tier: 256 }), RangeError);
  assert.throws(() => packRecord({ ...given, expiry: -1n }), RangeError);
});

test('a registered investor receives shares and passes them on only to another', async () => {
  const { alice, bob, carol } = world.people;
  await register(world, alice.address, 11n);
  await register(world, bob.address, 12n);
  const minter = tokenAs(world, asset.token, 'issuance');
  await mined(minter.mint(alice.address, 1_000_000n, 1n));
  const alices = tokenAs(world, asset.token, 'alice');
  await mined(alices.transfer(bob.address, 400_000n));
  assert.equal(await alices.balanceOf(bob.address), 400_000n);
  assert.equal(await alices.totalSupply(), 1_000_000n);

  const [reason, message] = await alices.explain(alice.address, alice.address, carol.address, 1n);
  assert.equal(reasonName(reason), 'RECEIVER_NOT_VERIFIED');
  assert.equal(message, 'Receiver is not a verified investor');
  const refused = await refusal(alices.transfer.staticCall(carol.address, 1n));
  assert.equal(refused.name, 'TransferRefused');
  assert.equal(refused.sentence, REASON_SENTENCES.RECEIVER_NOT_VERIFIED);
  assert.deepEqual(refused.args, { reason, from: alice.address, to: carol.address, amount: 1n });

  const again = await refusal(minter.mint.staticCall(alice.address, 1n, 1n));
  assert.equal(again.name, 'OperationAlreadyDone');
  const stranger = await refusal(alices.mint.staticCall(alice.address, 1n, 2n));
  assert.equal(stranger.name, 'AccessManagedUnauthorized');
});

test('officers hold the roles that the tables give them', async () => {
  const { alice, bob } = world.people;
  const compliance = tokenAs(world, asset.token, 'compliance');
  const issuer = tokenAs(world, asset.token, 'issuer');
  await mined(
    compliance['setAddressFrozen(address,bool,bytes32,bytes32)'](
      alice.address,
      true,
      id('r'),
      id('d'),
    ),
  );
  await mined(
    compliance['forcedTransfer(address,address,uint256,bytes32,bytes32)'](
      alice.address,
      bob.address,
      1n,
      id('r'),
      id('d'),
    ),
  );
  await mined(
    compliance['setAddressFrozen(address,bool,bytes32,bytes32)'](
      alice.address,
      false,
      id('r'),
      id('d'),
    ),
  );
  const short = compliance['setAddressFrozen(address,bool)'].staticCall(alice.address, true);
  assert.equal((await refusal(short)).name, 'AccessManagedUnauthorized');
  await mined(issuer.setDocument(id('prospectus'), 'https://example.org/p.pdf', id('bytes')));
  await mined(compliance.pause());
  assert.equal((await refusal(compliance.unpause.staticCall())).name, 'AccessManagerNotScheduled');
  const hub = AccessHub__factory.connect(
    world.deployment.addresses.AccessHub,
    world.people.compliance,
  );
  await mined(hub.schedule(asset.token, compliance.interface.encodeFunctionData('unpause'), 0));
  await world.send('evm_increaseTime', [3_600]);
  await mined(compliance.unpause());
  assert.equal(await compliance.paused(), false);
});

test('a report signed by three of five reaches its feed and digests agree', async () => {
  const address = world.deployment.addresses.OracleCommittee;
  const committee = OracleCommittee__factory.connect(address, world.people.carol);
  const feed = ReportFeed__factory.connect(asset.navFeed, world.provider);
  const domain = reportDomain((await world.provider.getNetwork()).chainId, address);
  const report = await nextReport(world, asset.navFeed, 1_000_123n);
  assert.equal(await committee.digestOf(report), reportDigest(domain, report));
  const both = [report, { ...report, feed: asset.reserveFeed }];
  assert.equal(await committee.batchDigestOf(both), reportBatchDigest(domain, both));

  assert.throws(() => packProof(world.options.oracleSigners, 1, new Map()), /Only 0 of 1/);
  const { bitmap, proof } = await signAll(world, [report], [0, 4, 1, 2]);
  assert.equal(bitmap, 0b111n, 'exactly the threshold goes in');
  await mined(committee.submit(report, bitmap, proof));
  const [answer, valuationTime, , round, state] = await feed.latest();
  assert.deepEqual([answer, valuationTime, round], [1_000_123n, report.valuationTime, 1n]);
  assert.equal(feedStatusName(state), 'OK');

  const replay = await refusal(committee.submit.staticCall(report, bitmap, proof));
  assert.equal(replay.name, 'WrongRound');
  assert.match(replay.sentence, /round 1; round 2 comes next/);
});

test('an attestation hashes alike on both sides', async () => {
  const address = world.deployment.addresses.InvestorRegistry;
  const registry = InvestorRegistry__factory.connect(address, world.provider);
  const attestation = {
    wallet: world.people.carol.address,
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
  const domain = registryDomain((await world.provider.getNetwork()).chainId, address);
  assert.equal(
    await registry.attestationDigest(attestation),
    attestationDigest(domain, attestation),
  );
});

test('every reason has its number', async () => {
  const contract = AssetToken__factory.connect(asset.token, world.provider);
  for (const code of REASONS.keys()) {
    assert.notEqual(await contract.messageForTransferRestriction(code), 'Unknown reason');
  }
  assert.equal(await contract.messageForTransferRestriction(REASONS.length), 'Unknown reason');
});

test('data that no contract returns is still told in words', () => {
  assert.equal(decodeRevert('0x').name, 'Empty');
  assert.equal(decodeRevert(null).name, 'Empty');
  assert.equal(decodeRevert('0x12345678').name, 'Unknown');
  assert.equal(decodeRevert('nonsense').name, 'Unknown');
  assert.equal(revertDataOf(new Error('connection refused')), null);
});
