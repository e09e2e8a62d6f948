export type { Check, Outcome } from './protocol.js';
export type { Inclusion } from './tree.js';
export { verify, type Verdict, type VerifyOptions } from './verify.js';
