import { Board } from '../desk/board.js';
import { Dollars } from '../desk/dollars.js';
import { moveTo, navRounds } from '../desk/evenings.js';
import { Income } from '../desk/income.js';
import { Motions, type Poll } from '../desk/motions.js';
import { uploadPaper } from '../files.js';
import { monthlyNetRentCents, rentalRecord } from '../drafts.js';
import { reach, until } from '../patience.js';
import type { ActionAnswer, ActionView, Page, SatelliteView } from '../views.js';
import type { Step, World } from '../world.js';
import { holders } from './crowd.js';
import { fundProduct } from './fund.js';
import { FRACTION, rentalProduct } from './homes.js';
import { instantIn } from './places.js';

/** Gets the withheld tax. */
const TAX_OFFICE = 30;
const seconds = (instant: string): number => Math.ceil(Date.parse(instant) / 1000);

/** Sample rates: the United States, Germany, everybody else; the last is lower for who has a form on file. */
const RATES = [
  { country: 840, rateBps: 0, formRateBps: null },
  { country: 276, rateBps: 2_637, formRateBps: 1_500 },
  { country: 0, rateBps: 3_000, formRateBps: 1_500 },
].map((rate) => ({ kind: 'rent', ...rate, source: 'Sample law of the demonstration' }));

export const rentIsTaxed: Step = {
  name: 'rent-at-source',
  title: 'a rent is paid net of tax: the committee signs what each holder gets, a day passes',
  async run(world) {
    const product = await rentalProduct(world);
    const officer = await world.as(world.cast.approver);
    await officer.put('/withholding-table', { rates: RATES });
    const income = new Income(world, product, await Dollars.of(world));
    const { id } = await income.draft(2, {
      title: 'Rent of month 3',
      kind: 'rent',
      amount: monthlyNetRentCents(rentalRecord(world.options.dataDir)) * 10_000n,
      because: ['A twelfth of the year’s 12,714 dollars, net of the tax of each holder’s country.'],
      taxAccount: world.account(TAX_OFFICE).address,
    });
    await income.calculate(id);
    await income.fund(id);
    await moveTo(world, seconds(await income.rooted(id)));
    const { progress } = await income.push(id);
    return { distribution: id, net: progress?.paid ?? '0', tax: progress?.taxPaid ?? '0' };
  },
};

export const holdersAct: Step = {
  name: 'rights',
  title: 'holders vote and trade; a second motion and a maturity wait for approval',
  async run(world) {
    const vote = await holdersVote(world);
    const order = await holderSells(world);
    const action = await fundEnds(world);
    return { vote, order, action };
  },
};

const poll = async (world: World, opens: number): Promise<Poll> => ({
  recordDate: (await instantIn(world, 0)).slice(0, 10),
  opensAt: await instantIn(world, opens),
  closesAt: await instantIn(world, opens + 10),
  quorumBps: 3_000,
  majorityBps: 5_000,
});

/** One motion is open, and one has cast a vote; another waits for its second person. */
async function holdersVote(world: World): Promise<string> {
  const product = await rentalProduct(world);
  const motions = new Motions(world, product);
  const roof = await motions.draft(
    'Renew the roof before the winter',
    ['The reserve of the house pays 4,800 dollars.'],
    () => poll(world, 0.05),
  );
  const { opensAt, state } = await motions.open(roof.id);
  await moveTo(world, seconds(opensAt));
  const [voter] = await holders(world, 1, 3);
  if (voter && state === 'voting') await motions.cast(roof.id, voter, 'for');
  const garage = await motions.draft(
    'Let the garage to a neighbour',
    ['For 90 dollars a month, from September on.'],
    () => poll(world, 6),
  );
  await motions.submit(garage.id);
  return roof.id;
}

/** Five parts of the rental are on the board. */
async function holderSells(world: World): Promise<string> {
  const product = await rentalProduct(world);
  const [seller] = await holders(world, 1, 4);
  if (!seller) throw new Error('the crowd is too small');
  const board = new Board(world, product, await Dollars.of(world));
  const { id } = await board.list(seller, async () => ({
    sells: true,
    amount: 5n * FRACTION,
    price: 280_000_000n,
    deadline: await instantIn(world, 30),
  }));
  return id;
}

/** The fund is to mature at its newest NAV: announced when a second person lets it. */
async function fundEnds(world: World): Promise<string> {
  const product = await fundProduct(world);
  const issuer = await world.as(product.issuer);
  const path = `/assets/${product.assetId}/corporate-actions`;
  const action = await reach(
    async () => (await issuer.get<Page<ActionView>>(path)).items[0],
    (one) => one !== undefined,
    async () => {
      const [nav] = await navRounds(world, product.issuer, product.assetId);
      if (!nav) throw new Error('the fund has no NAV');
      const { id } = await uploadPaper(issuer, 'Maturity of the fund.pdf', 'asset', {
        title: 'Maturity of the fund',
        from: 'The management company',
        dated: (await instantIn(world, 0)).slice(0, 10),
        paragraphs: ['The last bill of the portfolio is due; holders are paid out.'],
      });
      const { address } = await Dollars.of(world);
      const body = {
        kind: 'maturity',
        documentId: id,
        effectiveAt: await instantIn(world, 60),
        paymentToken: address,
        pricePerToken: nav.answer,
      };
      await issuer.post(path, body, { key: `maturity-${product.assetId}` });
    },
    { what: 'the maturity to be drafted' },
  );
  if (!action) throw new Error('the maturity is gone');
  await until(
    async () =>
      (
        await issuer.get<{ items: SatelliteView[] }>(`/assets/${product.assetId}/satellites`)
      ).items.find(({ kind }) => kind === 'corporate_actions'),
    (one) => one?.state === 'ready',
    { what: 'the contract for corporate actions' },
  );
  if (action.state === 'draft' && !action.approvalId) {
    await issuer.post<ActionAnswer>(`/corporate-actions/${action.id}/submit`);
  }
  return action.id;
}
