import { marketSentences } from './market-sentences.js';
import { reserveSentences } from './reserve-sentences.js';
import { rightsSentences } from './rights-sentences.js';

/*
 * One sentence with its cure per error. `{name}` stands for the error's argument of that name, `{name:time}` for it as a
 * time, `{name:reason}` for the sentence of that reason code.
 */
const access: Record<string, string> = {
  AccessManagedUnauthorized:
    '{caller} does not hold the role for this. Ask an administrator of the hub.',
  AccessManagedRequiredDelay:
    '{caller} must announce this {delay} seconds ahead. Schedule it first.',
  AccessManagedInvalidAuthority:
    '{authority} is no access hub. Give the address of the deployed hub.',
  AccessManagerAlreadyScheduled: 'This is announced already. Wait for its time and carry it out.',
  AccessManagerBadConfirmation:
    'The confirmation does not name the caller. A role is given up only by its holder.',
  AccessManagerExpired: 'The announcement has expired. Schedule it again.',
  AccessManagerInvalidInitialAdmin:
    'The hub needs an administrator other than the zero address. Name one.',
  AccessManagerLockedFunction:
    'This function of the hub cannot be given to a role. Leave it with the administrators.',
  AccessManagerLockedRole:
    'The hub’s own two roles cannot be changed this way. Use a role of your own.',
  AccessManagerNotReady: 'The announced time has not come. Wait for it.',
  AccessManagerNotScheduled: 'This was not announced. Schedule it first and wait for its delay.',
  AccessManagerUnauthorizedAccount:
    '{msgsender} does not hold role {roleId} of the hub. Ask an administrator.',
  AccessManagerUnauthorizedCall:
    '{caller} may not make this call through the hub. Ask an administrator.',
  AccessManagerUnauthorizedCancel:
    '{msgsender} may not cancel this announcement. Its author, a guardian or an administrator can.',
  AccessManagerUnauthorizedConsume:
    'Only the announced contract itself carries out an announcement. Call that contract.',
  AuthorityIsFixed: 'The contract obeys the hub {hub} for ever. Manage roles there instead.',
  HubUnauthorized:
    '{caller} may not enrol a new asset; only the platform’s factory does. Deploy the asset through the factory.',
  TargetAlreadyEnrolled:
    '{target} belongs to an asset already and cannot be tied to another. Use a contract of its own for each asset.',
  AssetAlreadyEnrolled: 'Asset {assetId} exists already. Use another asset id.',
  InvalidEnrolment: 'An enrolment needs an asset id and a kind other than zero. Give both.',
};

const registry: Record<string, string> = {
  NotAgent: '{caller} is no registrar. Have an administrator admit it.',
  InvalidWallet: 'The zero address is no wallet. Name one.',
  InvalidRecord:
    'The record for {wallet} is malformed: country must be 1 to 999, the investor id not zero, status bits and stamp empty.',
  ExpiryInPast:
    'The record for {wallet} would already have expired ({expiry:time}). Renew the verification first.',
  WalletUnknown: 'Wallet {wallet} is not registered. Register it first.',
  WalletAlreadyRegistered:
    'Wallet {wallet} is registered already, to this or another investor. Use a fresh wallet.',
  WalletIsSuspended: 'Wallet {wallet} is suspended. Compliance must lift the suspension first.',
  WalletIsRevoked: 'Wallet {wallet} is revoked. Register it anew first.',
  WalletIsReplaced: 'Wallet {wallet} was replaced and never comes back. Use its successor.',
  LengthMismatch: 'There are {wallets} wallets but {records} records. Give one record per wallet.',
  AttestationExpired:
    'The attestation holds from {issuedAt:time} to {deadline:time}. Ask the provider for a new one.',
  AttestationSuperseded:
    'Wallet {wallet} was changed at {updatedAt:time}, after this attestation. Ask the provider for a new one.',
  UnknownAttestor:
    '{attestor} does not sign for provider {provider}. Check the attestor and the provider.',
  InvalidAttestation:
    'The signature is not {attestor}’s, or is for another record, registry or chain. Have this very attestation signed.',
};

const token: Record<string, string> = {
  TransferRefused: '{reason:reason}',
  OperationAlreadyDone:
    'Operation {operationId} happened already; nothing was done twice. Look it up instead of repeating it.',
  SelfEnforcement: 'An enforcement must go to another account. Name a different receiver.',
  NotSameInvestor:
    'The two wallets do not belong to one investor. Replace the lost wallet in the registry first.',
  AlreadyInitialised:
    'The token is set up already, for asset {assetId}. Use it as it is, or deploy another asset.',
  AmountTooLarge: '{amount} base units are more than the register can hold. Lower the amount.',
  InvalidCountry: '{country} is no ISO 3166-1 numeric country. Use 1 to 999.',
  InvalidInit:
    'A token needs an asset id other than zero and at most 18 decimals. Correct both and deploy again.',
  CapBelowSupply:
    'The cap {maxSupply} lies below the supply {totalSupply}. Choose a higher cap or burn first.',
  InsufficientFrozen: 'Only {frozen} base units of {account} are frozen. Release at most that.',
  RegisterNotEmpty:
    '{totalSupply} base units exist. The ledger per investor is switched only before the first mint or after the last burn.',
  UnknownRecordDate: 'Record date {id} was never opened. Open it first, or name an earlier one.',
  PermitExpired: 'The permit expired at {deadline:time}. Sign a new one.',
  PermitInvalidSignature:
    'The permit was not signed by {owner}, or not for nonce {nonce}, this chain and these terms. Sign a new one.',
  UnknownDocument:
    'The token has no document of this name. Look its name up in the list of documents.',
  TooManyDocuments: 'There are {most} documents, and no room for another. Remove one first.',
  ListsDiffer: 'The lists have {first} and {second} entries. They must be of one length.',
  InvalidDocumentName: 'A document needs a name. Give it one.',
  OperationIdRequired:
    'Tokens are created and destroyed only under an operation id, so that nothing happens twice. Use the call that carries an id.',
  FixedForLife:
    'What a token is registered with never changes: {inForce} stays in force. To work with {given}, deploy another asset and convert the holders.',
  TextRequired: 'A token needs a name and a symbol: “{name}” and “{symbol}” were given.',
  PauseUnchanged: 'The token is in that state already (paused: {paused}).',
  ERC20InsufficientBalance:
    '{sender} has {balance} base units; {needed} are needed. Lower the amount.',
  ERC20InsufficientAllowance:
    '{spender} may spend {allowance} base units; {needed} are needed. The holder must approve more.',
  ERC20InvalidApprover: 'The zero address cannot approve. Name the holder.',
  ERC20InvalidReceiver: 'The zero address cannot receive. Name a wallet.',
  ERC20InvalidSender: 'The zero address cannot send. Name a wallet.',
  ERC20InvalidSpender: 'The zero address cannot spend. Name a spender.',
  ERC7943CannotReceive:
    '{account} may not receive this token. Have its verification looked at, or name another receiver.',
  ERC7943CannotSend: '{account} may not send this token. Have its verification looked at.',
  ERC7943CannotTransfer:
    'The rules of the token refuse this transfer. Ask the token why before sending again.',
  ERC7943InsufficientUnfrozenBalance:
    '{account} has {unfrozen} base units that are not frozen; {amount} are needed. Lower the amount or have compliance release the rest.',
};

const oracle: Record<string, string> = {
  InvalidThreshold:
    '{threshold} of {signers} is no committee: 2 to 32 signers, more than half of whom must sign.',
  InvalidSigner: '{signer} is named twice or is the zero address. Name each signer once.',
  WrongEpoch:
    'The report is for signer set {given}; set {current} holds now. Have it signed again.',
  WrongSignatureCount: 'The report has {given} signatures; exactly {threshold} are needed.',
  InvalidBitmap:
    'The bitmap names signers beyond the {signers} that exist. Pack the signatures again with the current list of signers.',
  InvalidProofLength: 'The proof has {given} bytes instead of {expected}. Pack it again.',
  InvalidSignature: 'Signature {index} is malformed. Have this signer sign again.',
  NotTheSigners:
    'Not all signatures are those of signer set {epoch} in their places, or something else was signed: the digest is {digest}. Have current signers sign this very digest.',
  InvalidBatch: 'A batch has 1 to 256 reports, not {reports}. Split or fill it.',
  NotAFeed: 'There is no feed at {feed}. Check the feed’s address.',
  NotTheCommittee: '{feed} is a feed. Its committee does this; call the committee.',
  FeedIsPaused: 'Feed {feed} is paused. Wait until it is released.',
  FeedPauseUnchanged: 'The feed is in that state already (paused: {paused}).',
  WrongRound: 'The report is for round {given}; round {expected} comes next. Build it anew.',
  ValuationNotNewer:
    'The valuation of {given:time} is not newer than the last one of {last:time}. Publish a newer valuation.',
  ValuationInFuture:
    'The valuation of {given:time} lies after the block’s time {blockTime:time}. Check the clocks.',
  ValuationTooOld:
    'The valuation of {given:time} is too old; {oldest:time} is the limit. Value anew.',
  ReportExpired: 'The report expired at {expiry:time}. Have a new one signed.',
  TooSoon: 'The next publication is possible from {earliest:time}. Wait.',
  OutOfBounds:
    '{answer} lies outside the feed’s bounds {minAnswer} to {maxAnswer}. Check the sources, or change the policy.',
  NothingParked: 'No report with digest {digest} waits for approval. Read the parked report again.',
  ApproverNotDistinct:
    '{approver} proposed or approved this report already. Another person must approve.',
  ApprovalWindowClosed:
    'The time for approval ended at {closedAt:time}. The committee must report anew.',
  InvalidPolicy:
    'The policy’s bounds {minAnswer} to {maxAnswer} are crossed, or it can park reports and leaves {approvalWindow} seconds to approve them. Correct the bounds, or give a time for approval.',
  InvalidFeedInit:
    'A feed needs an asset id other than zero and at most 18 decimals. Correct both and deploy again.',
};

const general: Record<string, string> = {
  Error: 'The contract refused: {message}',
  Panic:
    'The contract found itself in an impossible state (panic {code}). Report this as a defect.',
  AddressEmptyCode: 'There is no contract at {target}. Check the address and the chain.',
  FailedCall:
    'A call inside this transaction failed without a reason. Simulate it with more gas, and report it as a defect if it fails again.',
  FailedDeployment:
    'The contracts of this asset could not be created: the asset id was deployed before.',
  InsufficientBalance: 'The contract has too little native currency. Send it some first.',
  CloneArgumentsTooLong: 'The arguments of the clone are too long. Shorten them.',
  Create2EmptyBytecode: 'There is no code to deploy. Build the contracts first.',
  InvalidShortString: 'A short string is malformed. Report this as a defect.',
  SafeCastOverflowedUintDowncast: '{value} does not fit {bits} bits. Give a smaller number.',
  StringTooLong: 'The text “{str}” is too long. Shorten it.',
};

/** What each error means to a person, with the way out; keyed by the error's name. */
export const ERROR_SENTENCES: Readonly<Record<string, string>> = {
  ...access,
  ...registry,
  ...token,
  ...oracle,
  ...reserveSentences,
  ...rightsSentences,
  ...marketSentences,
  ...general,
};
