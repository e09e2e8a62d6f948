export const treasuryFund = (_: unknown): void => undefined;
