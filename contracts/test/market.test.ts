import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ZeroAddress } from 'ethers';
import {
  contractErrors,
  decodeRevert,
  DELIVERY_OBSTACLES,
  DELIVERY_OBSTACLE_SENTENCES,
  deliveryObstacleName,
  hindranceName,
  orderHash,
  reasonName,
  Settlement__factory,
  settlementDomain,
  signOrder,
  type Order,
  type Settlement,
} from '@cadastre/contracts';
import { buildWorld, chainTime, deployAsset, type World } from './world.ts';

const OTHER_UUID = '5f0e1d2c-3b4a-4958-8776-655443322110';

let world: World;
let board: Settlement;
let order: Order;

before(async () => {
  world = await buildWorld();
  const { deployer, alice } = world.people;
  const made = await new Settlement__factory(deployer).deploy(world.deployment.addresses.AccessHub);
  await made.waitForDeployment();
  board = Settlement__factory.connect(await made.getAddress(), world.provider);
  order = {
    maker: alice.address,
    taker: ZeroAddress,
    token: (await deployAsset(world)).token,
    payment: (await deployAsset(world, OTHER_UUID)).token,
    sells: true,
    amount: 2n ** 112n - 1n,
    price: 2n ** 128n - 1n,
    minFill: 1n,
    nonce: 2n ** 256n - 1n,
    deadline: (await chainTime(world)) + 3_600n,
  };
});

test('an order hashes alike on both sides and its signature is its maker’s', async () => {
  const { alice, bob } = world.people;
  const { chainId } = await world.provider.getNetwork();
  const domain = settlementDomain(chainId, await board.getAddress());
  assert.equal(await board.hashOf(order), orderHash(domain, order));

  const signed = await board.check(order, await signOrder(alice, domain, order), bob.address, 1n);
  assert.equal(hindranceName(signed.hindrance), 'TOKEN_SIDE');
  assert.equal(reasonName(signed.reason), 'INSUFFICIENT_ALLOWANCE');
  const forged = await board.check(order, await signOrder(bob, domain, order), bob.address, 1n);
  assert.equal(hindranceName(forged.hindrance), 'SIGNATURE');
  const elsewhere = settlementDomain(chainId + 1n, await board.getAddress());
  const replayed = await signOrder(alice, elsewhere, order);
  const { hindrance } = await board.check(order, replayed, bob.address, 1n);
  assert.equal(hindranceName(hindrance), 'SIGNATURE');
});

test('reasons inside the errors of the markets are told in words', () => {
  const { alice } = world.people;
  const told = (name: string, args: unknown[]) =>
    decodeRevert(contractErrors.encodeErrorResult(name, args)).sentence;
  for (const [code, name] of DELIVERY_OBSTACLES.entries()) {
    assert.equal(deliveryObstacleName(code), name);
    assert.equal(told('DeliveryRefused', [alice.address, code]), DELIVERY_OBSTACLE_SENTENCES[name]);
  }
  const field = `0x${Buffer.from('closes'.padEnd(32, '\0')).toString('hex')}`;
  assert.match(told('InvalidTerms', [field]), /look at closes\.$/);
  assert.match(told('SubscriberNotEligible', [alice.address, 12]), /not registered/);
  assert.throws(() => deliveryObstacleName(99), RangeError);
  assert.throws(() => hindranceName(99), RangeError);
});
