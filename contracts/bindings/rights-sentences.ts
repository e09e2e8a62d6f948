/** Sentences for the errors of income, votes and corporate actions; see `error-sentences.ts`. */
export const rightsSentences: Record<string, string> = {
  NotExcludable:
    '{account} cannot be left out: it is an ordinary holder, or named twice. Only exempt accounts can.',
  TooManyExcluded: '{accounts} accounts are too many to leave out; 32 is the limit.',
  NobodyEligible:
    'Nobody eligible held anything at record date {recordDate}. Choose another record date.',

  InvalidDistributor:
    'The distributor is set up already, or {token} is no token. Check the token, or use what is set up.',
  UnknownDistribution: 'There is no distribution {id} of this kind. Look its number and kind up.',
  InvalidAmount: '{amount} is no amount to book: give more than zero and less than 2^128.',
  InvalidPayment:
    '{payment} is no payment token for this asset. Name a payment token other than the asset.',
  InvalidTaxAccount: 'The zero address collects no tax. Name the account of the tax authority.',
  ExpiryTooSoon: 'Claims must stay open until {earliest:time} at least. Choose a later time.',
  DistributionClosed: 'Distribution {id} is closed; nothing is due any more.',
  PaymentWithheld: 'The income of {account} is not paid now: {obstacle:payObstacle}',
  InvalidPush: 'A batch has 1 to 100 entries, not {entries}. Split or fill it.',
  RootPending:
    'Another calculation takes effect at {effectiveAt:time}. Wait, or have compliance refuse it.',
  NoRootPending: 'No calculation of distribution {id} waits for its time. Propose one first.',
  WrongRootNumber:
    'The calculation is number {given}; number {expected} comes next. Have it signed anew.',
  RootExpired: 'The signed calculation expired at {expiry:time}. Have a new one signed.',
  RootNotCovered:
    '{net} net and {withheld} tax do not fit {funded} funded, or are less than was paid. Fund first or correct the calculation.',
  LeafUnknown:
    'The calculation in force holds no line of {cumulative} for {account}. Take the proof of the newest one.',
  NoTaxDue: 'Distribution {id} has no tax to remit. Wait for the next calculation.',
  ExpiryNotAnnounceable:
    'The end of distribution {id} was announced already, or cannot be before {earliest:time}. Announce it once, for that time or later.',
  NotExpired: 'Distribution {id} has not ended: no end is announced, or it is at {closesAt:time}.',
  HoldersRemain:
    '{totalSupply} base units exist; what is carried goes to their holders with the next distribution.',
  DistributorIsPaused: 'Payments to holders of {token} are stopped. Wait until they are released.',
  DistributorPauseUnchanged: 'The distributor is in that state already (paused: {paused}).',

  InvalidBallot:
    'The ballot is set up already, or {token} is no token. Check the token, or use what is set up.',
  UnknownMotion: 'There is no motion {ballotId}. Look its number up.',
  InvalidVotingTime:
    'Voting from {opensAt:time} to {closesAt:time} is not possible: it opens now or later and lasts a day at least.',
  InvalidShares:
    'Quorum {quorumBps} and majority {majorityBps} of 10,000 are not possible: a quorum is at most all, a majority half to all.',
  VotingNotOpen:
    'Voting on {ballotId} is open from {opensAt:time} to {closesAt:time}, unless taken back. Vote within that time.',
  InvalidChoice:
    'The vote of {account} on motion {ballotId} names no choice. Vote for, against, or abstain.',
  AlreadyVoted: '{account} has voted on {ballotId}; a vote is final.',
  NoVotes:
    '{account} held nothing at the record date of motion {ballotId}, or takes no part. Vote with a wallet that held then.',
  VoterNotEligible: '{account} or {voter} is frozen on this token. Contact compliance.',
  MotionClosed: 'Motion {ballotId} is closed. Propose a new one.',

  InvalidActionsSetUp:
    'Corporate actions are set up already, {token} is no token, or the notice of {notice} seconds is less than a day. Correct it, or use what is set up.',
  UnknownAction: 'There is no action {id} of this kind. Look its number and kind up.',
  ActionIsCancelled: 'Action {id} was cancelled. Announce a new one.',
  NoticeTooShort: 'Holders must be told ahead: the earliest time is {earliest:time}.',
  InvalidRatio:
    '{numerator} for {denominator} is no split or consolidation. Give two different numbers above zero.',
  InvalidNewToken:
    '{newToken} or its minter {minter} does not fit: a contract other than the asset, with the same decimals.',
  InvalidRedemption:
    '{payment} at price {price} is no redemption of this asset. Name another payment token and a price above zero.',
  MaturityAnnounced: 'The maturity is announced already as action {id}. Cancel it first.',
  NotEffective: 'Action {id} is carried out from {effectiveAt:time}. Wait until then.',
  AlreadyEffective: 'Action {id} is effective since {effectiveAt:time} and stays. Carry it out.',
  AmountTooSmall: '{amount} is too little: it gives no base unit. Give more.',
  AccountCannotAct:
    '{account} cannot take part with {amount} base units: {free} are free, and it must be verified, not frozen, and the asset not paused.',
  NotCovered: '{needed} are needed and {funded} are funded. The treasurer must fund the rest.',
  RedemptionNotOpen: 'Redemption {id} is not open. Open it when it is effective and funded.',
  RedemptionIsOpen: 'Redemption {id} is open already. Redeem now.',
  FundsBound:
    '{totalSupply} base units may still be redeemed from this money. Wait until they are burnt.',
  InvalidActionBatch: 'A batch has 1 to 100 accounts, not {accounts}. Split or fill it.',
  OnlySelf: 'Only the contract itself does this. Use the call for a list of accounts.',
};
