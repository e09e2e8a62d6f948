import { ACTIONS } from './actions.ts';
import { BARS } from './bars.ts';
import { FEEDS } from './feeds.ts';
import { IDENTITY } from './identity.ts';
import { INCOME } from './income.ts';
import { PROPERTY } from './property.ts';
import { QUEUE } from './queue.ts';
import { RESERVES } from './reserves.ts';
import { RULES } from './rules.ts';
import { SALES } from './sales.ts';
import { SIGNERS } from './signers.ts';
import type { Mutation } from './table.ts';
import { TOKEN } from './token.ts';
import { TRADES } from './trades.ts';

/** Every mutant there is. Its place here is its number while one command runs. */
export const MUTATIONS: readonly Mutation[] = [
  ...RULES,
  ...TOKEN,
  ...RESERVES,
  ...FEEDS,
  ...SIGNERS,
  ...INCOME,
  ...SALES,
  ...BARS,
  ...PROPERTY,
  ...ACTIONS,
  ...IDENTITY,
  ...TRADES,
  ...QUEUE,
];
