import type { Step } from '../world.js';
import { houseIsWanted } from './buyout.js';
import { crowdArrives } from './crowd.js';
import { fundIsSold, fundPaysAndTakesBack } from './fund.js';
import { goldComes, goldIsSold } from './gold.js';
import { buildingComes, rentalIsSold } from './homes.js';
import { inboxesFill } from './inboxes.js';
import { auditorPullsReports } from './reports.js';
import { monthsPass } from './months.js';
import { holdersAct, rentIsTaxed } from './rights.js';

/**
 * What is played in the background once the opening is: two more issuers, a crowd of investors, and the chain's time
 * to the end of June. Each step can be begun again.
 */
export const laterChapters: readonly Step[] = [
  crowdArrives,
  goldComes,
  goldIsSold,
  buildingComes,
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
