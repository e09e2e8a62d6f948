/*
 * Three products live their whole lives over HTTP, on one stack of real processes. What each test learns the next goes
 * on from; every dollar and every token is accounted for by the test's own books. Then an auditor pulls what proves their reserves.
 */
import { after, before } from 'node:test';
import { gold } from './gold.ts';
import { rental } from './rental.ts';
import { reserves } from './reserves.ts';
import { Stage } from './stage.ts';
import { treasuryFund } from './treasury-fund.ts';

let stage: Stage | undefined;

before(async () => {
  stage = await Stage.begin();
});

after(() => stage?.end());

const theStage = (): Stage => {
  if (!stage) throw new Error('there is no stage yet');
  return stage;
};

gold(theStage);
treasuryFund(theStage);
rental(theStage);
reserves(theStage);
