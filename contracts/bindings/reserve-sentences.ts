/** Sentences of the errors around reserves, bars and deeds; see error-sentences.ts for the form. */
export const reserveSentences: Readonly<Record<string, string>> = {
  NotAReserveFeed: 'Feed {feed} carries no attestations. Attest the reserve feed of the asset.',
  AttestationOfOtherFeed: 'The attestation is for feed {given}. Bring it there.',
  AttestationOfOtherRound:
    'The attestation is for round {given}, the newest round is {newest}. Publish the report first, then attest that round.',
  RoundAlreadyAttested:
    'Round {round} has its attestation. A correction is a new report with its own attestation.',
  AttestationTimeInvalid:
    'The attestation of {attestedAt:time} lies after the block’s time {blockTime:time} or before the last one of {last:time}. Check the document’s date.',
  AttestationArrivedLate: 'The attestation expired at {expiry:time}. Have a new one signed.',
  AttestationIncomplete:
    'An attestation needs a document and 1 to 32 custodians in ascending order; {custodians} were given.',

  MintingStopped: '{stop:mintStop}',
  ReserveExceeded:
    'The reserve covers {usable} base units; {supply} exist and {amount} more were asked for. Lower the amount or have more reserves attested.',
  MintRateExceeded:
    '{minter} may mint {available} base units now, not {amount}. Wait until the rate refills, or have the issuer raise it.',
  NothingToMint: 'Minting nothing would only spend operation {operationId}. Name an amount.',
  InvalidReserveRules:
    'The reserve needs a feed with at most 18 decimals, a margin below 100 % and limits for both ages. Give all four.',
  FeedOfOtherAsset: 'Feed {feed} belongs to another asset. Name a feed of the token’s own asset.',
  InvalidMintRate: 'A rate needs a minter and a time in which it refills. Give both.',
  InvalidMintSetUp:
    'Minting within reserves is set up already, or {token} is no token. Check the token, or use what is set up.',

  InvalidBarVaultSetUp:
    'The vault is set up already, or {feed} is no reserve feed of the asset of {token}. Check the feed, or use what is set up.',
  NoBarList: 'No bar list is attested at {feed} yet. Wait for the next attestation of the reserve.',
  BarNotListed:
    'This bar is not on the attested list. Take bar and proof from the newest list with root {root}.',
  BarNotFree: 'The bar is allocated to another redemption or has left. Choose another bar.',
  InvalidBar:
    'A bar has a fine weight above nothing and at most its gross weight. Take the weights from the attested list.',
  WrongRedemptionState:
    'Redemption {id} is not at the stage this needs (stage {state}). Look it up first.',
  NotTheRedeemer: 'Only {holder}, who redeems, can do this. Use that wallet.',
  OwnRedemption: '{officer} redeems here and cannot decide on it. Another officer must.',
  RedeemerNotEligible:
    '{holder} is not verified now. Renew the verification before the bar leaves.',
  NotSameRedeemer:
    '{wallet} is no other verified wallet of the investor behind {holder}. Name a verified wallet of the same investor.',

  TitleExists:
    'This title is on the platform already, under id {titleId}. Work with that id, or strike the title first.',
  InvalidTitle:
    'A title needs a country (1 to 999), a register and a folio of 1 to 64 characters A–Z, 0–9, “.”, “-”, “/”. Spell it that way.',
  DeedInVault:
    'The deed is in vault {vault} while fractions of it exist. It leaves by a buy-out or when all are burnt.',
  DeedToItself: 'An enforcement must go to another account. Name a different receiver.',
  'ERC7943InsufficientUnfrozenBalance(address,uint256)':
    'The deed is frozen in the hands of {account}. Compliance must release it first.',
  ERC721IncorrectOwner: 'The deed belongs to {owner}, not to {sender}. Name the holder.',
  ERC721InsufficientApproval: '{operator} may not move this deed. Its holder must approve.',
  ERC721InvalidApprover: '{approver} cannot approve for this deed. Its holder must approve.',
  ERC721InvalidOperator: '{operator} cannot be an operator. Name a wallet.',
  ERC721InvalidOwner: 'The zero address owns nothing. Name a wallet.',
  ERC721InvalidReceiver: '{receiver} cannot receive a deed. Name another wallet.',
  ERC721InvalidSender: '{sender} cannot send a deed. Name the holder.',
  ERC721NonexistentToken:
    'There is no deed with id {tokenId}. Check the id, or record the title first.',

  InvalidVaultSetUp:
    'The vault is set up already, or token, deed, payment token or ballot is no contract, or the approval is not above half. Check all of them, or use what is set up.',
  NotThisDeed: 'The vault is made for another deed. Send this one elsewhere.',
  DeedNotHeld: 'The vault does not hold the deed. Send the deed in first.',
  FractionsExist:
    '{totalSupply} base units of fractions exist: the deed stays until all are burnt or a buy-out is carried.',
  NotTheMotion:
    'The motion of ballot {ballotId} is not about this buy-out. Propose one with subject {expected}.',
  RecordDateTooOld:
    'Record date {recordDate} lies before the deed came in. Vote at record date {first} or later.',
  NoPrice: 'The buy-out of ballot {ballotId} needs a price above nothing. Name one.',
  WrongBuyoutState:
    'The buy-out of ballot {ballotId} is not at the stage this needs (stage {state}). Look it up first.',
  ApprovalTooSmall:
    'Only {votesFor} of {fractions} fractions voted for the buy-out; {approvalBps} of 10,000 parts must.',
  BuyoutNotCarried:
    'The vote of ballot {ballotId} is not over, or the motion fell (closed: {closed}, passed: {passed}).',
  BuyoutExpired: 'The buy-out of ballot {ballotId} ended at {deadline:time}. Propose a new one.',
  NotTheBidder: 'Only the bidder {bidder} can do this. Use that account.',
  BuyoutStillBound:
    'The price is bound until the vote falls or {deadline:time} is over. Wait for either.',
  FractionsGrew:
    '{fractions} base units of fractions exist or were paid for, {votedOn} were voted on. Burn what is too much first.',
  NothingToBuyOut: 'No fraction exists. The issuer releases the deed without a buy-out.',
  NoBuyout: 'No buy-out of title {titleId} was carried out yet. Wait until one is.',
  NotSurrenderable: '{holder} has {free} free base units of fractions; {amount} were named.',
};
