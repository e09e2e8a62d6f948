import type { Step } from '../world.js';
import { houseIsWanted } from './buyout.js';
import { crowdArrives } from './crowd.js';
import { fundIsSold, fundPaysAndTakesBack } from './fund.js';
import { goldComes, goldIsSold } from './gold.js';
import { buildingComes, buildingIsSold, rentalComes, rentalIsSold } from './homes.js';
import { inboxesFill } from './inboxes.js';
import { auditorPullsReports } from './reports.js';
import { monthsPass } from './months.js';
import { holdersAct, rentIsTaxed } from './rights.js';
import { fundBuysRealBills, quietMonthsPass } from './year.js';

/**
 * What is played in the background once the opening is: two more issuers, nine quiet months week by week, then a crowd
 * of investors and every evening to the end of June. Each step can be begun again.
 */
export const laterChapters: readonly Step[] = [
  goldComes,
  buildingComes,
  rentalComes,
  ...quietMonthsPass,
  fundBuysRealBills,
  crowdArrives,
  goldIsSold,
  buildingIsSold,
  rentalIsSold,
  ...monthsPass,
  fundIsSold,
  fundPaysAndTakesBack,
  rentIsTaxed,
  holdersAct,
  houseIsWanted,
  auditorPullsReports,
  inboxesFill,
];
