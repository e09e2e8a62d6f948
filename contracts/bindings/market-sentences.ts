/** Sentences of the errors around sales, redemptions and trades; see error-sentences.ts for the form. */
export const marketSentences: Readonly<Record<string, string>> = {
  PaymentMismatch:
    'The payment token moved {moved} base units instead of {expected}: it takes a fee or rebases. Use another payment token.',
  EscrowShort:
    'The contract holds {balance} base units of the payment token but owes {owed}: the token took some back. Take in no more of it and settle the difference.',
  InvalidPayee: '{payee} cannot be paid: it is nobody, or the contract itself. Name a wallet.',
  PriceUnavailable: 'There is no price at {feed}. Check the feed, or wait until it answers.',
  PriceNotPositive: 'The feed says {answer}, which is no price. Wait for the next publication.',
  PriceStale:
    'The price was published at {updatedAt:time}; nothing before {oldest:time} is used. Wait for the next publication.',
  PriceInDoubt:
    'The feed itself says not to use its answer now (status {status}). Wait until its report is approved, renewed or released.',
  UnsupportedDecimals: '{source} has {decimals} decimals; at most 18 are understood.',
  OffPeg:
    'The payment token stands at {answer} instead of {one}, outside its band. Wait until it is back at par.',
  NotAuthorised:
    '{caller} does not act for {wallet}. Use that wallet, or have it name an operator.',
  ReceiverNotEligible:
    '{receiver} is no eligible wallet of the investor behind {wallet}. Name a verified wallet of the same investor.',
  ReentrancyGuardReentrantCall:
    'A contract called back in the middle of this call. Nothing was done.',
  SafeERC20FailedOperation:
    'The payment token {token} refused to move. Check balance and allowance.',

  InvalidTerms: 'The terms of the sale make no sense: look at {field:text}.',
  OfferingAlreadyInitialised:
    'The sale is set up already, for token {token}. Open another sale for other terms.',
  OutsideWindow:
    'The sale takes subscriptions from {opens:time} until {closes:time}. Come within that time.',
  SaleCancelled: 'The sale of {token} was given up. Take the money back.',
  SaleIsPaused:
    'The sale of {token} is paused. Wait until it goes on; money in escrow can still be refunded when due.',
  SalePauseUnchanged: 'The sale is in that state already (paused: {paused}).',
  SubscriberNotEligible: '{reason:reason}',
  InvestorLimit:
    'The investor’s subscriptions would add up to {total}; {least} to {most} base units of payment are allowed. Change the amount.',
  HardCapExceeded:
    'The sale would hold {total} base units of payment, more than its hard cap {hardCap}. Subscribe less.',
  TokenCapExceeded:
    'The sale would give {tokens} base units, more than its cap {tokenCap}. Subscribe less.',
  MinimumOutMissed:
    'The price gives {tokens} base units; at least {minTokens} were asked for. Accept fewer or wait.',
  SoftCapNotMet:
    'The sale has raised {raised} of the {softCap} base units it needs. Wait, or take the money back after it closes.',
  DeliveryRefused: '{obstacle:delivery}',
  SelfDeliveryOff: 'In this sale of {token} the treasurer delivers. Wait for the delivery.',
  InvalidDelivery: 'A delivery takes 1 to 256 wallets, not {wallets}. Split or fill it.',
  NotRefundable:
    '{wallet} has nothing that can be taken back now: nothing in escrow, or the sale may still deliver.',

  InvalidQueueTerms: 'The terms of the queue make no sense: look at {field:text}.',
  QueueAlreadyInitialised:
    'The queue is set up already, for token {token}. Open another queue for other terms.',
  QueueIsPaused: 'Redemptions of {token} are paused. Cancelling and claiming go on.',
  QueuePauseUnchanged: 'The queue is in that state already (paused: {paused}).',
  BelowMinimum:
    '{shares} shares are below the minimum of {minShares}. Redeem more, or everything there is.',
  UnknownRequest: 'There is no request {requestId}: every request has the id 0.',
  NothingToCancel:
    'Nothing can be cancelled now. What is being priced can be cancelled from {from:time}, if it is not settled by then.',
  BeyondClaimable: '{claimable} can be claimed, not {asked}. Claim between 1 and that.',
  EpochNotSettled: 'Epoch {epoch} waits for its settlement. Settle it first.',
  EpochEmpty: 'Epoch {epoch} has no requests. Wait for the first.',
  NoClosedEpoch: 'Epoch {openEpoch} is still open and none waits for settlement. Close it first.',
  InvalidGate:
    'A part of an epoch of {shares} base units of shares can be filled, not {admitted}. Fill fewer than all and more than none.',
  EpochAlreadyGated:
    'What of epoch {epoch} is filled was fixed already, and stays so. Defer its rest and settle it.',
  EpochNotGated:
    'Nothing of epoch {epoch} is to be deferred: what of it is filled was not fixed. Settle it whole, or fix that first.',
  InvalidDeferral: 'One call defers for 1 to 100 accounts, not {controllers}. Split or fill it.',
  DeferralsMissing:
    'Epoch {epoch} is to be filled in part, and requests with {shares} base units of shares are not divided yet. Defer them first.',
  PriceBeforeCutOff:
    'The newest price was valued at {valuedAt:time}, before the cut-off of {closedAt:time}. Wait for the next valuation.',
  BufferTooSmall:
    'The buffer holds {buffer} base units of payment; {needed} are needed. Fund it first, or use the queue.',
  DailyLimitReached:
    'The instant lane pays {left} more today, not {asked}. Redeem less, wait a day, or use the queue.',
  MinimumAssetsMissed:
    'The price gives {assets} base units of payment; at least {minAssets} were asked for. Accept less or wait.',
  FeeTooHigh: 'A fee of {feeBps} basis points is too high; 500 is the most.',
  PayeeFrozen: '{account} is frozen on this token. Compliance must release it first.',
  DepositsElsewhere: 'Shares of {token} are sold by its offering. Subscribe there.',
  PreviewNotPossible:
    'What a request gives is known when its epoch is settled. Read the newest price at {feed} instead.',

  TradingIsPaused: 'Trading is paused, in {token} and all other tokens. Cancelling goes on.',
  TradingPauseUnchanged: 'Trading is in that state already (paused: {paused}).',
  NotAnAsset: '{token} belongs to no asset of this platform. Check the address of the token.',
  MalformedOrder:
    'The order is malformed: it needs a maker other than the taker, an amount, a price and a payment token.',
  OrderExpired: 'The order’s deadline was {deadline:time}. Ask the maker for a new one.',
  OrderCancelled: 'The maker cancelled the orders with nonce {nonce}. Ask for a new one.',
  NonceTaken:
    'Another order of the maker was filled under nonce {nonce}. Have it signed with a new nonce.',
  WrongTaker: 'The order is for {expected} only. Ask the maker for an order of your own.',
  BeyondOrder: 'The order has {left} base units left; {amount} cannot be taken.',
  BelowMinimumFill:
    '{amount} base units are less than the maker’s minimum of {minFill}. Take more.',
  InvalidOrderSignature:
    'The signature is not {maker}’s, or is for another order, chain or contract. Have this very order signed.',
  TokenSideRefused: '{reason:reason}',
  PaymentSideRefused:
    '{buyer} needs {needed} base units of payment, has {balance} and lets the board move {allowance}. Fund or approve first.',
  OrdersDoNotMatch:
    'Orders {resting} and {incoming} are not for the same tokens on opposite sides. Choose a counter-order.',
  PriceNotMet:
    'The resting order costs {paid}; the incoming order’s limit is {limit}. The two do not meet.',
};
