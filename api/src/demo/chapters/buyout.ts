import { Dollars } from '../desk/dollars.js';
import { moveTo } from '../desk/evenings.js';
import { Motions } from '../desk/motions.js';
import { Property } from '../desk/property.js';
import { rentalRecord } from '../drafts.js';
import { until } from '../patience.js';
import type { BuyoutView, Page } from '../views.js';
import type { Step } from '../world.js';
import { holders } from './crowd.js';
import { rentalProduct } from './homes.js';
import { instantIn } from './places.js';

const DOLLAR = 1_000_000n;
/** Of the crowd: after those who bought parts of the rental. */
const OUTSIDERS = 10;

export const houseIsWanted: Step = {
  name: 'buyout',
  title:
    'the deed of the rental is locked away; a bidder pays for the whole house, its holders vote',
  async run(world) {
    const product = await rentalProduct(world);
    const [seller, bidder] = await holders(world, 2, OUTSIDERS);
    const [voter] = await holders(world, 1, 3);
    if (!seller || !bidder || !voter) throw new Error('the crowd is too small');
    const dollars = await Dollars.of(world);
    const property = new Property(world, product, dollars);
    await property.lockDeed(seller, {
      country: 840,
      register: 'WAYNE-COUNTY-MI',
      folio: '9415-9417-RAVENSWOOD',
      approvalBps: 6_000,
    });
    const issuer = await world.as(product.issuer);
    const known = await issuer.get<Page<BuyoutView>>(`/assets/${product.assetId}/buyouts`);
    // A tenth above what the operator paid.
    const price = (BigInt(rentalRecord(world.options.dataDir).underlyingAssetPrice) * 11n) / 10n;
    const offered =
      known.items[0] ??
      (await property.offer('An offer for the whole house', bidder, price * DOLLAR, {
        recordDate: (await instantIn(world, 0)).slice(0, 10),
        opensAt: await instantIn(world, 0.05),
        closesAt: await instantIn(world, 10),
        deadline: await instantIn(world, 20),
        quorumBps: 3_000,
        majorityBps: 5_000,
      }));
    const motions = new Motions(world, product);
    const { opensAt } = await motions.open(offered.voteId);
    if (offered.state === 'offered') {
      await dollars.ready(bidder.investor, price * DOLLAR);
      await property.act(offered.id, bidder, { verb: 'fund' });
    }
    const { state } = await until(
      () => property.view(offered.id),
      (one) => one.state !== 'offered',
      { what: 'the price to be in the vault' },
    );
    await moveTo(world, Math.ceil(Date.parse(opensAt) / 1000));
    await motions.cast(offered.voteId, voter, 'for');
    return { buyout: offered.id, state, price: price.toString() };
  },
};
