/**
 * The development mnemonic. It is published, therefore worthless: it signs on local chains only and
 * is refused when NODE_ENV is production. It is our own so that nothing real was ever sent to it.
 */
export const DEV_MNEMONIC =
  'glue monkey lemon prize avoid idea border clutch cradle giggle fold brass';

/** Accounts the local chain funds: m/44'/60'/0'/0/0 to 39. */
export const FUNDED_ACCOUNTS = 40;

/** Which key does what: index under m/44'/60'/0'/0. */
export const KEY_INDEX = {
  deployer: 0,
  registrar: 1,
  issuance: 2,
  compliance: 3,
  factory: 4,
  treasurer: 6,
  oracleSigners: [10, 11, 12, 13, 14],
  /** Each node of the committee pays with a key of its own, in the order of its signers. */
  oracleSubmitters: [15, 16, 17, 18, 19],
  /** First of the twenty wallets that belong to the demo's and the main job's investors. */
  firstInvestor: 20,
} as const;
