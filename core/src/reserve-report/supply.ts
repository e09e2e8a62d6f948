import type { ReportInputs } from './inputs.js';
import { sumOf } from './primitives.js';

/** Opening + minted − burnt = closing; less what nobody can redeem. Base units. */
export interface RollForward {
  openingBaseUnits: string;
  mintedBaseUnits: string;
  burntBaseUnits: string;
  /** What the movements lead to. */
  closingBaseUnits: string;
  nonRedeemableBaseUnits: string;
  /** The contract's own `totalSupply` less what is not redeemable. */
  redeemableBaseUnits: string;
}

export function rollForward(supply: ReportInputs['supply']): RollForward {
  const { opening, movements, nonRedeemable } = supply;
  const total = (kind: 'mint' | 'burn') =>
    sumOf(movements.filter((one) => one.kind === kind).map(({ baseUnits }) => baseUnits));
  const [minted, burnt] = [total('mint'), total('burn')];
  const closing = BigInt(opening.baseUnits) + minted - burnt;
  const locked = sumOf(nonRedeemable.map(({ baseUnits }) => baseUnits));
  return {
    openingBaseUnits: opening.baseUnits,
    mintedBaseUnits: minted.toString(),
    burntBaseUnits: burnt.toString(),
    closingBaseUnits: closing.toString(),
    nonRedeemableBaseUnits: locked.toString(),
    redeemableBaseUnits: (BigInt(supply.closingBaseUnits) - locked).toString(),
  };
}
