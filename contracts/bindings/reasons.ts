/** Why a movement is refused. The index is the ERC-1404 code and the number of the contract's `Reason` enum. */
export const REASONS = [
  'OK',
  'INSUFFICIENT_BALANCE',
  'INSUFFICIENT_UNFROZEN_BALANCE',
  'INSUFFICIENT_ALLOWANCE',
  'INVALID_SENDER',
  'INVALID_RECEIVER',
  'PAUSED',
  'LOCKED_UP',
  'SENDER_NOT_VERIFIED',
  'SENDER_EXPIRED',
  'SENDER_SUSPENDED',
  'SENDER_FROZEN',
  'RECEIVER_NOT_VERIFIED',
  'RECEIVER_EXPIRED',
  'RECEIVER_SUSPENDED',
  'RECEIVER_FROZEN',
  'RECEIVER_COUNTRY_NOT_ALLOWED',
  'RECEIVER_TIER_TOO_LOW',
  'MAX_BALANCE_EXCEEDED',
  'MAX_HOLDERS_EXCEEDED',
  'MAX_SUPPLY_EXCEEDED',
  'SPENDER_FROZEN',
] as const;
export type ReasonName = (typeof REASONS)[number];

/** A sentence with its cure for each reason. */
export const REASON_SENTENCES: Readonly<Record<ReasonName, string>> = {
  OK: 'The movement is allowed.',
  INSUFFICIENT_BALANCE: 'The sender has too few tokens. Lower the amount.',
  INSUFFICIENT_UNFROZEN_BALANCE:
    'The sender has too few tokens that are not frozen. Lower the amount or have compliance release the rest.',
  INSUFFICIENT_ALLOWANCE:
    "The spender's allowance is too small. The holder must approve more first.",
  INVALID_SENDER: 'The sender is the zero address. Name a wallet.',
  INVALID_RECEIVER: 'The receiver is the zero address. Name a wallet.',
  PAUSED: 'The token is paused. Wait until it is released.',
  LOCKED_UP: 'The token is in its lock-up period. Wait until it ends.',
  SENDER_NOT_VERIFIED:
    'The sending wallet is not registered to a verified investor. Complete verification and register the wallet.',
  SENDER_EXPIRED: "The sender's verification has expired. Renew it.",
  SENDER_SUSPENDED: 'The sender is suspended by compliance. Contact compliance.',
  SENDER_FROZEN: "The sender's account is frozen on this token. Contact compliance.",
  RECEIVER_NOT_VERIFIED:
    'The receiving wallet is not registered to a verified investor. Complete verification and register the wallet.',
  RECEIVER_EXPIRED: "The receiver's verification has expired. Renew it.",
  RECEIVER_SUSPENDED: 'The receiver is suspended by compliance. Contact compliance.',
  RECEIVER_FROZEN: "The receiver's account is frozen on this token. Contact compliance.",
  RECEIVER_COUNTRY_NOT_ALLOWED:
    "Investors of the receiver's country may not hold this token. Name another receiver.",
  RECEIVER_TIER_TOO_LOW:
    "The receiver's investor tier is too low for this token. A higher qualification is needed.",
  MAX_BALANCE_EXCEEDED:
    'The receiver would hold more of this token than one holder may. Lower the amount.',
  MAX_HOLDERS_EXCEEDED:
    'The token has as many holders as it may. Only existing holders can receive.',
  MAX_SUPPLY_EXCEEDED:
    'The supply would exceed its cap. Lower the amount or have the issuer raise the cap.',
  SPENDER_FROZEN: "The spender's account is frozen on this token. Contact compliance.",
};

/**
 * The name of a reason code.
 * @throws RangeError for a code no contract gives
 */
export function reasonName(code: bigint | number): ReasonName {
  const name = REASONS[Number(code)];
  if (name === undefined) throw new RangeError(`No contract gives reason code ${code}`);
  return name;
}
