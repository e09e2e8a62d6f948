import { reasonSentence } from './reasons.js';

type Args = Readonly<Record<string, unknown>>;
type Tell = (args: Args) => string;

/** Seconds since 1970 as a readable time. */
const time = (value: unknown): string =>
  `${new Date(Number(value) * 1000).toISOString().slice(0, 19)}Z`;

const fixed =
  (sentence: string): Tell =>
  () =>
    sentence;

const access: Record<string, Tell> = {
  AccessManagedUnauthorized: (a) =>
    `${a['caller']} does not hold the role for this. Ask an administrator of the hub.`,
  AccessManagedRequiredDelay: (a) =>
    `${a['caller']} must announce this ${a['delay']} seconds ahead. Schedule it first.`,
  AccessManagedInvalidAuthority: (a) =>
    `${a['authority']} is no access hub. Give the address of the deployed hub.`,
  AccessManagerAlreadyScheduled: fixed(
    'This is announced already. Wait for its time and carry it out.',
  ),
  AccessManagerBadConfirmation: fixed(
    'The confirmation does not name the caller. A role is given up only by its holder.',
  ),
  AccessManagerExpired: fixed('The announcement has expired. Schedule it again.'),
  AccessManagerInvalidInitialAdmin: fixed(
    'The hub needs an administrator other than the zero address.',
  ),
  AccessManagerLockedFunction: fixed('This function of the hub cannot be given to a role.'),
  AccessManagerLockedRole: fixed('The hub’s own two roles cannot be changed this way.'),
  AccessManagerNotReady: fixed('The announced time has not come. Wait for it.'),
  AccessManagerNotScheduled: fixed(
    'This was not announced. Schedule it first and wait for its delay.',
  ),
  AccessManagerUnauthorizedAccount: (a) =>
    `${a['msgsender']} does not hold role ${a['roleId']} of the hub. Ask an administrator.`,
  AccessManagerUnauthorizedCall: (a) =>
    `${a['caller']} may not make this call through the hub. Ask an administrator.`,
  AccessManagerUnauthorizedCancel: (a) =>
    `${a['msgsender']} may not cancel this announcement. Its author, a guardian or an administrator can.`,
  AccessManagerUnauthorizedConsume: fixed(
    'Only the announced contract itself carries out an announcement.',
  ),
  AuthorityIsFixed: fixed('The hub of a contract never changes. Manage roles in the hub instead.'),
  HubUnauthorized: (a) => `${a['caller']} may not change the hub. Use an administrator’s account.`,
  TargetAlreadyEnrolled: (a) =>
    `${a['target']} belongs to an asset already and cannot be tied to another.`,
  AssetAlreadyEnrolled: (a) => `Asset ${a['assetId']} exists already. Use another asset id.`,
  InvalidEnrolment: fixed('An enrolment needs an asset id and a kind other than zero.'),
};

const registry: Record<string, Tell> = {
  NotAgent: (a) => `${a['caller']} is no registrar. Have an administrator admit it.`,
  InvalidWallet: fixed('The zero address is no wallet. Name one.'),
  InvalidRecord: (a) =>
    `The record for ${a['wallet']} is malformed: country must be 1 to 999, the investor id not zero, status bits and stamp empty.`,
  ExpiryInPast: (a) =>
    `The record for ${a['wallet']} would already have expired (${time(a['expiry'])}). Renew the verification first.`,
  WalletUnknown: (a) => `Wallet ${a['wallet']} is not registered. Register it first.`,
  WalletAlreadyRegistered: (a) =>
    `Wallet ${a['wallet']} is registered already, to this or another investor. Use a fresh wallet.`,
  WalletIsSuspended: (a) =>
    `Wallet ${a['wallet']} is suspended. Compliance must lift the suspension first.`,
  WalletIsRevoked: (a) => `Wallet ${a['wallet']} is revoked. Register it anew first.`,
  WalletIsReplaced: (a) =>
    `Wallet ${a['wallet']} was replaced and never comes back. Use its successor.`,
  LengthMismatch: (a) =>
    `There are ${a['wallets']} wallets but ${a['records']} records. Give one record per wallet.`,
  AttestationExpired: (a) =>
    `The attestation holds from ${time(a['issuedAt'])} to ${time(a['deadline'])}. Ask the provider for a new one.`,
  AttestationSuperseded: (a) =>
    `Wallet ${a['wallet']} was changed at ${time(a['updatedAt'])}, after this attestation. Ask the provider for a new one.`,
  UnknownAttestor: (a) =>
    `${a['signer']} does not sign for provider ${a['provider']}. Check the signature and the provider.`,
};

const token: Record<string, Tell> = {
  TransferRefused: (a) => reasonSentence(a['reason'] as bigint),
  OperationAlreadyDone: (a) =>
    `Operation ${a['operationId']} happened already; nothing was done twice. Look it up instead of repeating it.`,
  SelfEnforcement: fixed('An enforcement must go to another account. Name a different receiver.'),
  NotSameInvestor: fixed(
    'The two wallets do not belong to one investor. Replace the lost wallet in the registry first.',
  ),
  AlreadyInitialised: fixed('The token is set up already.'),
  AmountTooLarge: (a) => `${a['amount']} base units are more than the register can hold.`,
  InvalidCountry: (a) => `${a['country']} is no ISO 3166-1 numeric country. Use 1 to 999.`,
  InvalidInit: fixed('A token needs an asset id other than zero and at most 18 decimals.'),
  CapBelowSupply: (a) =>
    `The cap ${a['maxSupply']} lies below the supply ${a['totalSupply']}. Choose a higher cap or burn first.`,
  InsufficientFrozen: (a) =>
    `Only ${a['frozen']} base units of ${a['account']} are frozen. Release at most that.`,
  UnknownRecordDate: (a) => `Record date ${a['id']} was never opened.`,
  PermitExpired: (a) => `The permit expired at ${time(a['deadline'])}. Sign a new one.`,
  PermitInvalidSigner: fixed(
    'The permit was not signed by the owner, or for another nonce or chain. Sign a new one.',
  ),
  UnknownDocument: fixed('The token has no document of this name.'),
  TooManyDocuments: fixed('The token keeps 64 documents. Remove one first.'),
  ListsDiffer: (a) =>
    `The lists have ${a['first']} and ${a['second']} entries. They must be of one length.`,
  PauseUnchanged: (a) =>
    a['paused'] === true ? 'The token is paused already.' : 'The token is not paused.',
  ERC20InsufficientBalance: (a) =>
    `${a['sender']} has ${a['balance']} base units; ${a['needed']} are needed. Lower the amount.`,
  ERC20InsufficientAllowance: (a) =>
    `${a['spender']} may spend ${a['allowance']} base units; ${a['needed']} are needed. The holder must approve more.`,
  ERC20InvalidApprover: fixed('The zero address cannot approve.'),
  ERC20InvalidReceiver: fixed('The zero address cannot receive. Name a wallet.'),
  ERC20InvalidSender: fixed('The zero address cannot send. Name a wallet.'),
  ERC20InvalidSpender: fixed('The zero address cannot spend. Name a spender.'),
  ERC7943CannotReceive: (a) => `${a['account']} may not receive this token.`,
  ERC7943CannotSend: (a) => `${a['account']} may not send this token.`,
  ERC7943CannotTransfer: fixed('The rules of the token refuse this transfer.'),
  ERC7943InsufficientUnfrozenBalance: (a) =>
    `${a['account']} has ${a['unfrozen']} base units that are not frozen; ${a['amount']} are needed. Lower the amount or have compliance release the rest.`,
};

const oracle: Record<string, Tell> = {
  InvalidThreshold: (a) =>
    `${a['threshold']} of ${a['signers']} is no committee: 2 to 32 signers, more than half of whom must sign.`,
  InvalidSigner: (a) => `${a['signer']} is named twice or is the zero address.`,
  WrongEpoch: (a) =>
    `The report is for signer set ${a['given']}; set ${a['current']} holds now. Have it signed again.`,
  WrongSignatureCount: (a) =>
    `The report has ${a['given']} signatures; exactly ${a['threshold']} are needed.`,
  InvalidBitmap: (a) => `The bitmap names signers beyond the ${a['signers']} that exist.`,
  InvalidProofLength: (a) =>
    `The proof has ${a['given']} bytes instead of ${a['expected']}. Pack it again.`,
  InvalidSignature: (a) => `Signature ${a['index']} is malformed. Have this signer sign again.`,
  NotTheSigners: fixed(
    'Somebody who is no current signer signed, or the report differs from what was signed. Sign this very report with current signers.',
  ),
  InvalidBatch: (a) => `A batch has 1 to 256 reports, not ${a['reports']}. Split or fill it.`,
  NotAFeed: (a) => `There is no feed at ${a['feed']}. Check the feed’s address.`,
  NotCommittee: (a) => `${a['caller']} is not the committee. Submit the report to the committee.`,
  FeedIsPaused: fixed('The feed is paused. Wait until it is released.'),
  FeedPauseUnchanged: (a) =>
    a['paused'] === true ? 'The feed is paused already.' : 'The feed is not paused.',
  WrongRound: (a) =>
    `The report is for round ${a['given']}; round ${a['expected']} comes next. Build it anew.`,
  ValuationNotNewer: (a) =>
    `The valuation of ${time(a['given'])} is not newer than the last one of ${time(a['last'])}. Publish a newer valuation.`,
  ValuationInFuture: (a) =>
    `The valuation of ${time(a['given'])} lies after the block’s time ${time(a['blockTime'])}. Check the clocks.`,
  ValuationTooOld: (a) =>
    `The valuation of ${time(a['given'])} is too old; ${time(a['oldest'])} is the limit. Value anew.`,
  ReportExpired: (a) => `The report expired at ${time(a['expiry'])}. Have a new one signed.`,
  TooSoon: (a) => `The next publication is possible from ${time(a['earliest'])}. Wait.`,
  OutOfBounds: (a) =>
    `${a['answer']} lies outside the feed’s bounds ${a['minAnswer']} to ${a['maxAnswer']}. Check the sources, or change the policy.`,
  NothingParked: (a) =>
    `No report with digest ${a['digest']} waits for approval. Read the parked report again.`,
  ApproverNotDistinct: (a) =>
    `${a['approver']} proposed or approved this report already. Another person must approve.`,
  ApprovalWindowClosed: (a) =>
    `The time for approval ended at ${time(a['closedAt'])}. The committee must report anew.`,
  InvalidPolicy: fixed(
    'The policy’s bounds are crossed, or it can park reports but leaves no time to approve them.',
  ),
  FeedAlreadyInitialised: fixed('The feed is set up already.'),
  InvalidFeedInit: fixed('A feed needs an asset id other than zero and at most 18 decimals.'),
};

const general: Record<string, Tell> = {
  Error: (a) => `The contract refused: ${a['message']}`,
  Panic: (a) =>
    `The contract found itself in an impossible state (panic ${a['code']}). Report this as a defect.`,
  AddressEmptyCode: (a) => `There is no contract at ${a['target']}.`,
  FailedCall: fixed('A call inside this transaction failed without a reason.'),
  FailedDeployment: fixed(
    'The contracts of this asset could not be created: the asset id was deployed before.',
  ),
  InsufficientBalance: fixed('The contract has too little native currency.'),
  CloneArgumentsTooLong: fixed('The arguments of the clone are too long.'),
  Create2EmptyBytecode: fixed('There is no code to deploy.'),
  ECDSAInvalidSignature: fixed('The signature is invalid. Sign again.'),
  ECDSAInvalidSignatureLength: (a) =>
    `The signature has ${a['length']} bytes instead of 65. Sign again.`,
  ECDSAInvalidSignatureS: fixed('The signature is in its malleable form. Sign again.'),
  InvalidShortString: fixed('A short string is malformed. Report this as a defect.'),
  SafeCastOverflowedUintDowncast: (a) => `${a['value']} does not fit ${a['bits']} bits.`,
  StringTooLong: (a) => `The text is too long: ${a['str']}`,
};

/** What each error means to a person, with the way out; keyed by the error's name. */
export const ERROR_SENTENCES: Readonly<Record<string, Tell>> = {
  ...access,
  ...registry,
  ...token,
  ...oracle,
  ...general,
};
