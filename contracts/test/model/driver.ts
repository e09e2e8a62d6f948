import assert from 'node:assert/strict';
import { id, MaxUint256, ZeroAddress } from 'ethers';
import {
  AssetFactory__factory,
  assetGrants,
  assetIdOf,
  type ReasonName,
} from '@cadastre/contracts';
import { assetParams, chainTime, mined, type World } from '../world.ts';
import { reasonOf, TokenOnChain } from './chain.ts';
import { COUNTRIES, OWNERS, People } from './people.ts';
import type { Chance } from './random.ts';
import { TokenModel } from './rules.ts';

const MAX_SUPPLY = 3_600n;

/** How often each reason was met. */
export type Tally = Map<ReasonName, number>;

/** One random world: a new token on the chain beside its model, and everybody who acts on both. */
export class Driver {
  readonly tally: Tally;
  private readonly officers: string;
  private readonly chance: Chance;
  private readonly model: TokenModel;
  private readonly token: TokenOnChain;
  private readonly wallets: readonly string[];
  private readonly people: People;
  private operation = 0n;

  private constructor(
    model: TokenModel,
    token: TokenOnChain,
    chance: Chance,
    tally: Tally,
    name: string,
  ) {
    this.model = model;
    this.token = token;
    this.chance = chance;
    this.tally = tally;
    this.officers = token.world.people.compliance.address;
    this.wallets = OWNERS.map((_, i) => `0x${id(`${name} ${i}`).slice(-40)}`);
    this.people = new People(model, token, chance, this.wallets);
  }

  /** Deploys the world's token and registers its people. */
  static async open(world: World, chance: Chance, number: number, tally: Tally): Promise<Driver> {
    const perInvestor = number % 2 === 1;
    const { people } = world;
    const uuid = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
    const params = assetParams(world, uuid);
    params.token = {
      ...params.token,
      maxSupply: MAX_SUPPLY,
      rules: { maxBalance: 0n, maxHolders: 0, minTier: 0, lockUntil: 0 },
      countries: [],
    };
    // One officer for everything, who starts again without notice: the roles are not what is compared here.
    const officer = people.compliance.address;
    params.grants = assetGrants({
      issuer: officer,
      minter: officer,
      transferAgent: officer,
      compliance: officer,
      oracle: officer,
      reportApprovers: [officer, people.issuer.address],
      pauser: officer,
      unpauser: officer,
      unpauseDelay: 0,
    });
    const factory = AssetFactory__factory.connect(
      world.deployment.addresses.AssetFactory,
      people.factory,
    );
    const [token] = await factory.predict(
      assetIdOf(uuid),
      params.navFeed.policy,
      params.reserveFeed.policy,
    );
    await mined(factory.deploy(params));
    const driver = new Driver(
      new TokenModel(perInvestor, MAX_SUPPLY),
      new TokenOnChain(world, token, await chainTime(world)),
      chance,
      tally,
      `world ${number}`,
    );
    if (perInvestor) await driver.token.officer('setInvestorLedger', [true]);
    for (const wallet of driver.wallets) {
      await world.send('hardhat_setBalance', [wallet, '0xffffffffffffffffffff']);
      await world.send('hardhat_impersonateAccount', [wallet]);
      await driver.people.register(wallet);
    }
    for (const wallet of driver.wallets.slice(0, 8)) await driver.mint(wallet, 400n);
    return driver;
  }

  /** Something happens to the world, then somebody tries to move tokens. */
  async step(): Promise<void> {
    if (this.chance.once(2)) await this.happen();
    const chosen = this.chance.below(12);
    if (chosen === 0) await this.mint(this.anyone(), this.amount(this.anyone()));
    else if (chosen === 1) await this.force();
    else if (chosen === 2) await this.burn();
    else await this.transfer();
  }

  /** The whole register, compared. */
  async compareAll(): Promise<void> {
    for (const wallet of this.wallets) await this.compareAccount(wallet);
    for (const investor of [1n, 2n, 3n, 4n, 5n]) await this.comparePosition(investor);
    assert.equal(await this.token.number('totalSupply', []), this.model.supply(), 'supply');
  }

  private async transfer(): Promise<void> {
    const from = this.anyone();
    const to = this.chance.once(12) ? from : this.chance.once(40) ? ZeroAddress : this.anyone();
    const spender = this.chance.once(4) ? this.anyone() : from;
    if (spender !== from && !this.chance.once(4)) await this.approve(from, spender);
    const amount = this.amount(from);
    await this.token.tick();
    const expected = this.model.transferReason(spender, from, to, amount, this.token.now);
    const told = await this.token.read('explain', [spender, from, to, amount]);
    assert.equal(reasonOf(told[0]), expected, 'explain');
    const owner = this.model.transferReason(from, from, to, amount, this.token.now);
    const [code] = await this.token.read('detectTransferRestriction', [from, to, amount]);
    assert.equal(reasonOf(code), owner, 'detectTransferRestriction');
    const [can] = await this.token.read('canTransfer', [from, to, amount]);
    assert.equal(can, owner === 'OK', 'canTransfer');
    const did =
      spender === from
        ? await this.token.attempt(spender, 'transfer', [to, amount])
        : await this.token.attempt(spender, 'transferFrom', [from, to, amount]);
    assert.equal(did, expected, spender === from ? 'transfer' : 'transferFrom');
    this.count(expected);
    if (expected === 'OK') {
      this.model.move(from, to, amount);
      const allowed = this.model.allowance(from, spender);
      if (spender !== from && allowed !== MaxUint256) {
        this.model.approve(from, spender, allowed - amount);
      }
    }
    await this.compare(from, to);
  }

  private async mint(to: string, amount: bigint): Promise<void> {
    await this.token.tick();
    const expected = this.model.mintReason(to, amount, this.token.now);
    const told = await this.token.read('explainMint', [to, amount]);
    assert.equal(reasonOf(told[0]), expected, 'explainMint');
    const did = await this.token.attempt(this.officers, 'mint', [to, amount, ++this.operation]);
    assert.equal(did, expected, 'mint');
    this.count(expected);
    if (expected === 'OK') this.model.move(undefined, to, amount);
    await this.compare(to, to);
  }

  private async force(): Promise<void> {
    const from = this.anyone();
    const to = this.anyone();
    if (from === to) return;
    const amount = this.amount(from);
    await this.token.tick();
    const expected = this.model.forcedReason(from, to, amount, this.token.now);
    const verb = 'forcedTransfer(address,address,uint256,bytes32,bytes32)';
    const did = await this.token.attempt(this.officers, verb, [
      from,
      to,
      amount,
      id('order'),
      id('paper'),
    ]);
    assert.equal(did, expected, 'forcedTransfer');
    this.count(expected);
    if (expected === 'OK') this.model.move(from, to, amount);
    await this.compare(from, to);
  }

  private async burn(): Promise<void> {
    const from = this.anyone();
    const amount = this.amount(from);
    await this.token.tick();
    const expected = amount > this.model.account(from).balance ? 'INSUFFICIENT_BALANCE' : 'OK';
    const did = await this.token.attempt(this.officers, 'burn', [from, amount, ++this.operation]);
    assert.equal(did, expected, 'burn');
    if (expected === 'OK') this.model.move(from, undefined, amount);
    await this.compare(from, from);
  }

  /** One change of the world that is no movement. */
  private async happen(): Promise<void> {
    const { chance, model } = this;
    const wallet = this.anyone();
    if (model.paused && chance.once(2)) {
      await this.token.officer('unpause', []);
      model.paused = false;
    }
    switch (chance.below(12)) {
      case 0:
      case 1:
        return this.people.register(wallet);
      case 2:
        return this.people.restrict(wallet);
      case 3: {
        const frozenAddress = chance.once(2);
        await this.token.officer('setAddressFrozen(address,bool,bytes32,bytes32)', [
          wallet,
          frozenAddress,
          id('order'),
          id('paper'),
        ]);
        model.change(wallet, { frozenAddress });
        return;
      }
      case 4:
      case 5: {
        const frozen = chance.once(2) ? 0n : BigInt(chance.below(600));
        await this.token.officer('setFrozenTokens', [wallet, frozen]);
        model.change(wallet, { frozen });
        return;
      }
      case 6:
      case 7: {
        const rules = {
          maxBalance: chance.once(2) ? 0n : BigInt(200 + chance.below(1_200)),
          maxHolders: chance.once(3) ? 0 : 2 + chance.below(5),
          minTier: chance.once(2) ? 0 : chance.below(4),
          lockUntil: chance.once(6) ? this.token.now + BigInt(chance.below(20)) : 0n,
        };
        await this.token.officer('setRules', [rules]);
        model.rules = rules;
        return;
      }
      case 8: {
        const countries = chance.once(2) ? [] : chance.some(COUNTRIES, 2);
        await this.token.officer('setCountries', [countries]);
        model.countries = new Set(countries);
        return;
      }
      case 9: {
        const exempt = chance.once(3);
        await this.token.officer('setExempt', [wallet, exempt]);
        model.change(wallet, { exempt });
        return;
      }
      case 10: {
        if (!model.paused && !chance.once(4)) return;
        await this.token.officer(model.paused ? 'unpause' : 'pause', []);
        model.paused = !model.paused;
        return;
      }
      default:
        this.token.now += BigInt(chance.below(200));
    }
  }

  private async approve(owner: string, spender: string): Promise<void> {
    const amount = this.chance.once(3) ? MaxUint256 : BigInt(this.chance.below(700));
    await this.token.tick();
    assert.equal(await this.token.attempt(owner, 'approve', [spender, amount]), 'OK', 'approve');
    this.model.approve(owner, spender, amount);
  }

  private anyone(): string {
    return this.chance.pick(this.wallets);
  }

  /** Often the edges: nothing, all, all that is free, one more. */
  private amount(of: string): bigint {
    const { balance } = this.model.account(of);
    const free = this.model.free(of);
    const edges = [0n, 1n, balance, balance + 1n, free, free + 1n];
    return this.chance.once(2)
      ? this.chance.pick(edges)
      : BigInt(this.chance.below(Number(balance) + 2));
  }

  private async compare(a: string, b: string): Promise<void> {
    await this.compareAccount(a);
    if (b !== a && b !== ZeroAddress) await this.compareAccount(b);
    const holders = await this.token.number('holderCount', []);
    assert.equal(holders, BigInt(this.model.holdings().size), 'holders');
    const investor = this.model.records.get(b)?.investorId;
    if (investor !== undefined) await this.comparePosition(investor);
  }

  private async compareAccount(wallet: string): Promise<void> {
    const [view] = await this.token.read('accountOf', [wallet]);
    const { balance, frozen, free, frozenAddress, exempt } = view as Record<string, unknown>;
    assert.deepEqual(
      { balance, frozen, frozenAddress, exempt },
      { ...this.model.account(wallet) },
      `account ${wallet}`,
    );
    assert.equal(free, this.model.free(wallet), `free part of ${wallet}`);
  }

  private async comparePosition(investor: bigint): Promise<void> {
    const position = await this.token.number('positionOf', [investor]);
    assert.equal(position, this.model.position(investor), `position of investor ${investor}`);
  }

  private count(reason: ReasonName): void {
    this.tally.set(reason, (this.tally.get(reason) ?? 0) + 1);
  }
}
