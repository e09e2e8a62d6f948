import assert from 'node:assert/strict';
import { Income, type Product } from '@cadastre/api/demo';
import { decimal } from '../model/rational.ts';
import type { Book } from './book.ts';
import { monthlyRent, netRent } from './rental-record.ts';
import { byWeight } from './shares.ts';
import type { Stage } from './stage.ts';

/** The rents of a tokenised rental, month by month, each compared with the test's own books to the base unit. */
export class Rents {
  /** What came in, and what of it the holders got, tax included. */
  came = 0n;
  paid = 0n;
  /** What the last gross month left, for the next one. */
  carried = 0n;
  /** What the months net of tax left: it stays with them until they expire. */
  netDust = 0n;
  private distributor = '';
  private readonly stage: Stage;
  private readonly product: Product;
  private readonly income: Income;
  private readonly fractions: Book;

  constructor(stage: Stage, product: Product, fractions: Book) {
    this.stage = stage;
    this.product = product;
    this.income = new Income(stage.world, product, stage.dollars);
    this.fractions = fractions;
  }

  /** A month's rent for whoever holds now; `between` happens after the record date. */
  async pay(month: number, between?: () => Promise<void>): Promise<void> {
    const { money } = this.stage;
    const id = await this.draft(month, `A twelfth of ${decimal(netRent.floor(2), 2)} dollars.`);
    const { calculation } = await this.income.calculate(id);
    const allocated = monthlyRent + this.carried;
    const { parts, dust } = byWeight(allocated, this.fractions.holdings());
    await between?.();
    await this.fund(id);
    const closed = await this.income.push(id);
    for (const [account, part] of parts) money.move(this.distributor, account, part);
    assert.equal(calculation?.remainder, dust.toString());
    assert.deepEqual(closed.progress, {
      lines: { paid: parts.size },
      paid: (allocated - dust).toString(),
      due: '0',
      carried: dust.toString(),
      balanced: true,
      taxPaid: '0',
      taxDue: '0',
    });
    assert.equal(money.of(this.distributor), dust);
    this.paid += allocated - dust;
    this.carried = dust;
    await money.agrees();
  }

  /**
   * A month's rent less the tax, under a root that the committee has signed and that has waited its time.
   * @param bpsOf what is withheld of an account's part, basis points
   */
  async payNet(
    month: number,
    taxAccount: string,
    bpsOf: (account: string) => bigint,
  ): Promise<void> {
    const { money } = this.stage;
    const id = await this.draft(month, 'A twelfth of the year, net of tax.', taxAccount);
    await this.income.calculate(id);
    const { parts, dust } = byWeight(monthlyRent, this.fractions.holdings());
    await this.fund(id);
    await this.stage.passTo(this.product, await this.income.rooted(id));
    const closed = await this.income.push(id);
    let tax = 0n;
    for (const [account, part] of parts) {
      const withheld = (part * bpsOf(account)) / 10_000n;
      money.move(this.distributor, account, part - withheld);
      tax += withheld;
    }
    money.move(this.distributor, taxAccount, tax);
    const { paid, due, taxPaid, taxDue } = closed.progress ?? {};
    const gross = monthlyRent - dust;
    assert.deepEqual(
      { paid, due, taxPaid, taxDue },
      { paid: (gross - tax).toString(), due: '0', taxPaid: tax.toString(), taxDue: '0' },
    );
    assert.equal(money.of(this.distributor), this.carried + dust);
    this.paid += gross;
    this.netDust += dust;
    await money.agrees();
  }

  /** What the gross months left goes to the treasury, once no fraction is left. */
  async releaseCarried(): Promise<void> {
    const { money, dollars } = this.stage;
    assert.equal(await this.income.releaseCarried(dollars.treasury), this.carried);
    money.move(this.distributor, dollars.treasury, this.carried);
  }

  private async draft(month: number, because: string, taxAccount?: string): Promise<string> {
    const { id } = await this.income.draft(month, {
      title: `Rent of month ${month + 1}`,
      kind: 'rent',
      amount: monthlyRent,
      because: [because],
      ...(taxAccount ? { taxAccount } : {}),
    });
    return id;
  }

  /** The treasury pays the month's rent in. */
  private async fund(id: string): Promise<void> {
    const { money, dollars } = this.stage;
    this.distributor = (await this.income.fund(id)).distributor ?? '';
    money.topUp(dollars.treasury, monthlyRent);
    money.move(dollars.treasury, this.distributor, monthlyRent);
    this.came += monthlyRent;
  }
}
