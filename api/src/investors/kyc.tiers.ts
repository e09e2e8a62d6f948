/** What an investor may buy, from the least to the most. */
export const TIERS = ['retail', 'accredited', 'qualified'] as const;
export type Tier = (typeof TIERS)[number];

/** What the chain's registry stores for each tier; 0 is nobody. */
export const TIER_NUMBER: Readonly<Record<Tier, number>> = {
  retail: 1,
  accredited: 2,
  qualified: 3,
};
