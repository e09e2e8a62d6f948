import assert from 'node:assert/strict';
import { ZeroAddress } from 'ethers';
import {
  AssetToken__factory,
  Ballot__factory,
  DeedVault__factory,
  Distributor__factory,
  KIND_BALLOT,
  KIND_DEED_VAULT,
  Offering__factory,
  PropertyDeed__factory,
  Settlement__factory,
  settlementDomain,
  signOrder,
  type AssetToken,
  type Ballot,
  type DeedVault,
  type Distributor,
  type Offering,
  type Order,
  type PropertyDeed,
} from '@cadastre/contracts';
import { LOCAL_CHAIN_ID } from '../../../scripts/lib/anvil.ts';
import { mined } from './calls.ts';
import { type Asset, DAY, feedPolicy, type Life, ONE, type Person } from './life.ts';
import type { Money } from './money.ts';
import { distribute, openDistributor } from './payout.ts';

export const HOLDERS = ['alice', 'bob', 'carol', 'dave'] as const;
export type Holder = (typeof HOLDERS)[number];
export const TITLE = { country: 840, register: 'NY/KINGS', folio: '12-A' };
/** Of all fractions, for a buy-out. */
export const APPROVAL_BPS = 6_667n;

/** A month's rent: its number, the money that is divided, and what each holder is due of it. */
export interface Rent {
  month: bigint;
  all: bigint;
  due: Record<Holder, bigint>;
}

/** A building with its title, its fractions and the contracts around them; the test's own books of who has what. */
export class House {
  readonly life: Life;
  readonly asset: Asset;
  readonly money: Money;
  readonly titleId: bigint;
  readonly vaultAt: string;
  readonly distributorAt: string;
  /** Fractions of everybody, as the test itself keeps the books. */
  readonly book: Record<Holder, bigint> = { alice: 0n, bob: 0n, carol: 0n, dave: 0n };
  /** The money of everybody, likewise. */
  readonly purse: Record<Holder, bigint> = { alice: 0n, bob: 0n, carol: 0n, dave: 0n };
  private readonly ballotAt: string;

  private constructor(life: Life, parts: Parts) {
    this.life = life;
    this.asset = parts.asset;
    this.money = parts.money;
    this.titleId = parts.titleId;
    this.vaultAt = parts.vaultAt;
    this.ballotAt = parts.ballotAt;
    this.distributorAt = parts.distributorAt;
  }

  /** Everything but the title's deed is there, and everybody may hold. */
  static async build(life: Life): Promise<House> {
    const { alice, bob, carol, dave, treasury, deployer } = life.people;
    const money = await life.money('SilentToken');
    const asset = await fractionsOf(life);
    const ballotAt = await life.clone('BallotImplementation');
    await mined(Ballot__factory.connect(ballotAt, deployer).initialize(asset.token));
    await life.enrol(asset, ballotAt, KIND_BALLOT);
    const distributorAt = await openDistributor(life, asset);
    const vaultAt = await life.clone('DeedVaultImplementation');
    const deed = PropertyDeed__factory.connect(life.at('PropertyDeed'), deployer);
    const titleId = await deed.titleIdOf(TITLE);
    await mined(
      DeedVault__factory.connect(vaultAt, deployer).initialize({
        token: asset.token,
        deed: life.at('PropertyDeed'),
        titleId,
        payment: money.address,
        ballot: ballotAt,
        approvalBps: APPROVAL_BPS,
      }),
    );
    await life.enrol(asset, vaultAt, KIND_DEED_VAULT, 'transferAgent');
    await life.admit(alice, bob, carol, dave, treasury, vaultAt);
    return new House(life, { asset, money, titleId, vaultAt, ballotAt, distributorAt });
  }

  who(person: Person): string {
    return this.life.people[person].address;
  }

  fractions(person: Person): AssetToken {
    return AssetToken__factory.connect(this.asset.token, this.life.people[person]);
  }

  deed(person: Person): PropertyDeed {
    return PropertyDeed__factory.connect(this.life.at('PropertyDeed'), this.life.people[person]);
  }

  vault(person: Person): DeedVault {
    return DeedVault__factory.connect(this.vaultAt, this.life.people[person]);
  }

  ballot(person: Person): Ballot {
    return Ballot__factory.connect(this.ballotAt, this.life.people[person]);
  }

  distributor(person: Person): Distributor {
    return Distributor__factory.connect(this.distributorAt, this.life.people[person]);
  }

  offering(at: string, person: Person): Offering {
    return Offering__factory.connect(at, this.life.people[person]);
  }

  /** Every holder has the fractions and the money that the test's own books say. */
  async booksAgree(): Promise<void> {
    for (const person of HOLDERS) {
      const at = this.who(person);
      assert.equal(await this.fractions(person).balanceOf(at), this.book[person], person);
      assert.equal(await this.money.of(at), this.purse[person], person);
    }
  }

  /** Fractions move from one holder to another, on the chain and in the books. */
  async move(from: Holder, to: Holder, amount: bigint): Promise<void> {
    await mined(this.fractions(from).transfer(this.who(to), amount));
    this.book[from] -= amount;
    this.book[to] += amount;
  }

  /** An order to sell is signed, and a part of it bought: paid in proportion, rounded up. */
  async sell(
    seller: Holder,
    buyer: Holder,
    { amount, price }: { amount: bigint; price: bigint },
    bought: bigint,
  ): Promise<void> {
    const { life, money } = this;
    const board = life.at('Settlement');
    const order: Order = {
      maker: this.who(seller),
      taker: ZeroAddress,
      token: this.asset.token,
      payment: money.address,
      sells: true,
      amount,
      price,
      minFill: ONE,
      nonce: 1n,
      deadline: (await life.now()) + DAY,
    };
    const domain = settlementDomain(LOCAL_CHAIN_ID, board);
    const signature = await signOrder(life.people[seller], domain, order);
    const paid = (price * bought + amount - 1n) / amount;
    await mined(this.fractions(seller).approve(board, amount));
    await money.hand(life.people[buyer], board, paid);
    const settlement = Settlement__factory.connect(board, life.people[buyer]);
    await mined(settlement.fill(order, signature, bought));
    this.book[seller] -= bought;
    this.book[buyer] += bought;
    this.purse[seller] += paid;
  }

  /** A month's rent is paid in for those who hold now. @param carried what former months left for this one */
  async rent(amount: bigint, carried: bigint): Promise<Rent> {
    const { life, asset, distributorAt, money, book } = this;
    const month = await distribute(life, asset, distributorAt, money, amount);
    const all = amount + carried;
    assert.equal((await this.distributor('alice').distributionOf(month)).allocated, all);
    const supply = HOLDERS.reduce((sum, person) => sum + book[person], 0n);
    const due = { ...book };
    for (const person of HOLDERS) due[person] = (all * book[person]) / supply;
    return { month, all, due };
  }
}

interface Parts {
  asset: Asset;
  money: Money;
  titleId: bigint;
  vaultAt: string;
  ballotAt: string;
  distributorAt: string;
}

/** A thousand fractions at most, half of them in one hand, four hands, locked up for sixty days. */
async function fractionsOf(life: Life): Promise<Asset> {
  const lockUntil = (await life.now()) + 60 * DAY;
  return life.asset({
    uuid: '5d1f0a42-7c3e-4b19-8a6d-2e9f4c7b1a30',
    token: {
      name: '12-A Example Street',
      symbol: 'EX12A',
      decimals: 18,
      maxSupply: 1_000n * ONE,
      rules: { maxBalance: 500n * ONE, maxHolders: 4, minTier: 1, lockUntil },
      countries: [840],
    },
    navFeed: {
      description: '12-A appraisal / USD',
      decimals: 6,
      policy: feedPolicy({
        alwaysApprove: true,
        heartbeat: 400 * DAY,
        valuationStaleness: 400 * DAY,
      }),
    },
    reserveFeed: { description: '12-A reserve fund / USD', decimals: 6, policy: feedPolicy() },
  });
}
