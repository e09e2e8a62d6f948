import type { Role } from '../session/role.ts';
import { type Message, t } from '../i18n/i18n.ts';
import { words } from './format.ts';

/** The meaning of a state's colour: the same everywhere. */
export type Tone = 'ink' | 'amber' | 'blue' | 'green' | 'red';

interface StateLook {
  label: Message;
  tone: Tone;
  /** Whose turn it is: for that role the badge turns amber. */
  waits?: Role;
}

const looks: Record<string, StateLook> = {
  draft: { label: 'Draft', tone: 'ink' },
  // asset
  in_review: { label: 'In review', tone: 'blue', waits: 'compliance' },
  changes_requested: { label: 'Changes requested', tone: 'blue', waits: 'issuer' },
  approved: { label: 'Approved', tone: 'green' },
  tokenising: { label: 'Tokenising', tone: 'blue' },
  live: { label: 'Live', tone: 'green' },
  suspended: { label: 'Suspended', tone: 'red' },
  winding_down: { label: 'Winding down', tone: 'blue' },
  retired: { label: 'Closed', tone: 'ink' },
  rejected: { label: 'Refused', tone: 'red' },
  refused: { label: 'Refused', tone: 'red' },
  // KYC case
  submitted: { label: 'Submitted', tone: 'blue', waits: 'compliance' },
  screening: { label: 'Screening', tone: 'blue' },
  more_information: { label: 'More information asked', tone: 'blue', waits: 'investor' },
  expired: { label: 'Expired', tone: 'red' },
  revoked: { label: 'Revoked', tone: 'red' },
  // wallet
  challenged: { label: 'Challenged', tone: 'ink' },
  proven: { label: 'Proven, waits for approval', tone: 'blue', waits: 'compliance' },
  registering: { label: 'Registering', tone: 'blue' },
  registered: { label: 'Registered', tone: 'green' },
  frozen: { label: 'Frozen', tone: 'red' },
  removed: { label: 'Removed', tone: 'ink' },
  // screening hit and run
  undecided: { label: 'To be decided', tone: 'blue', waits: 'compliance' },
  true_match: { label: 'Confirmed match', tone: 'red' },
  false_positive: { label: 'Somebody else', tone: 'green' },
  lapsed: { label: 'Lapsed', tone: 'ink' },
  in_force: { label: 'In force', tone: 'green' },
  outdated: { label: 'Outdated', tone: 'red' },
  not_in_force: { label: 'Not in force', tone: 'ink' },
  running: { label: 'Running', tone: 'blue' },
  finished: { label: 'Finished', tone: 'green' },
  superseded: { label: 'Overtaken', tone: 'ink' },
  // due diligence
  missing: { label: 'Evidence missing', tone: 'ink', waits: 'issuer' },
  'due_diligence.open': { label: 'Evidence missing', tone: 'ink', waits: 'issuer' },
  filed: { label: 'Evidence given', tone: 'blue', waits: 'compliance' },
  starting: { label: 'Starting', tone: 'amber' },
  provided: { label: 'Evidence given', tone: 'blue', waits: 'compliance' },
  evidenced: { label: 'Evidence given', tone: 'blue', waits: 'compliance' },
  accepted: { label: 'Accepted', tone: 'green' },
  // approval
  pending: { label: 'Waits for a second person', tone: 'blue', waits: 'compliance' },
  withdrawn: { label: 'Withdrawn', tone: 'ink' },
  executed: { label: 'Approved', tone: 'green' },
  // token
  designed: { label: 'Designed', tone: 'ink' },
  deploying: { label: 'Deploying', tone: 'blue' },
  paused: { label: 'Paused', tone: 'red' },
  // supply order
  requested: { label: 'Waits for approval', tone: 'blue', waits: 'compliance' },
  sent: { label: 'Sent', tone: 'blue' },
  settled: { label: 'Settled', tone: 'green' },
  failed: { label: 'Failed', tone: 'red' },
  // offering
  proposed: { label: 'Waits for approval', tone: 'blue', waits: 'compliance' },
  launching: { label: 'Going on the chain', tone: 'blue' },
  open: { label: 'Open', tone: 'green' },
  closed: { label: 'Closed', tone: 'ink' },
  cancelling: { label: 'Being cancelled', tone: 'blue' },
  cancelled: { label: 'Cancelled', tone: 'ink' },
  finalised: { label: 'Settled and closed', tone: 'green' },
  // subscription
  eligible: { label: 'In the book', tone: 'blue' },
  awaiting_payment: { label: 'Waits for payment', tone: 'blue', waits: 'investor' },
  paid: { label: 'Paid', tone: 'green' },
  settling: { label: 'Being delivered', tone: 'blue' },
  refunding: { label: 'Being refunded', tone: 'blue' },
  refunded: { label: 'Refunded', tone: 'ink' },
  // payment
  recorded: { label: 'Waits for a second person', tone: 'blue', waits: 'compliance' },
  retracted: { label: 'Taken back by the chain', tone: 'red' },
  // redemption
  'redemption.requested': { label: 'In the queue', tone: 'blue' },
  'redemption.cancelled': { label: 'Cancelled, tokens waiting', tone: 'blue', waits: 'investor' },
  awaiting_strike: { label: 'Waits for its price', tone: 'blue', waits: 'issuer' },
  deferred: { label: 'Moved to the next epoch', tone: 'ink' },
  claimable: { label: 'To be claimed', tone: 'blue', waits: 'investor' },
  returned: { label: 'Tokens returned', tone: 'ink' },
  // bar order
  reserved: { label: 'Reserved, to be signed', tone: 'blue', waits: 'investor' },
  'bar.requested': { label: 'Waits for the vault', tone: 'blue', waits: 'issuer' },
  'bar.accepted': { label: 'Accepted by the vault', tone: 'blue', waits: 'issuer' },
  'bar.cancelled': { label: 'Cancelled, tokens waiting', tone: 'blue', waits: 'investor' },
  shipped: { label: 'Shipped', tone: 'blue', waits: 'issuer' },
  delivered: { label: 'Delivered', tone: 'green' },
  reclaimed: { label: 'Tokens taken back', tone: 'ink' },
  // distribution
  snapshot: { label: 'Record date opened', tone: 'blue', waits: 'issuer' },
  calculated: { label: 'Calculated', tone: 'blue', waits: 'issuer' },
  funded: { label: 'Being funded', tone: 'blue' },
  payable: { label: 'Payable', tone: 'green' },
  due: { label: 'To be paid', tone: 'blue' },
  pushing: { label: 'On its way', tone: 'blue' },
  skipped: { label: 'Not delivered', tone: 'red' },
  set_aside: { label: 'Left to a claim', tone: 'amber' },
  // vote
  'vote.recorded': { label: 'Holders known', tone: 'blue', waits: 'issuer' },
  proposing: { label: 'Being put to the vote', tone: 'blue' },
  voting: { label: 'Voting', tone: 'blue', waits: 'investor' },
  carried: { label: 'Carried', tone: 'green' },
  defeated: { label: 'Not carried', tone: 'red' },
  // corporate action
  announcing: { label: 'Being announced', tone: 'blue' },
  announced: { label: 'Announced', tone: 'blue' },
  'corporate_action.open': { label: 'Open', tone: 'blue', waits: 'investor' },
  done: { label: 'Done', tone: 'green' },
  nothing: { label: 'Nothing to do', tone: 'ink' },
  // title and buy-out of a property
  recording: { label: 'Going on the chain', tone: 'blue' },
  'deed.recorded': { label: 'With its holder', tone: 'blue' },
  vaulted: { label: 'In the vault', tone: 'green' },
  released: { label: 'Handed over', tone: 'ink' },
  struck: { label: 'Struck', tone: 'ink' },
  offered: { label: 'Waits for the price', tone: 'blue', waits: 'investor' },
  'buyout.funded': { label: 'Price paid in', tone: 'blue', waits: 'issuer' },
  executing: { label: 'Being carried out', tone: 'blue' },
  'buyout.executed': { label: 'Carried out', tone: 'green' },
  // schedule
  ended: { label: 'Ended', tone: 'ink' },
  dropped: { label: 'Not approved', tone: 'ink' },
  'schedule.paused': { label: 'Paused', tone: 'amber' },
  // order among investors
  filled: { label: 'Filled', tone: 'green' },
  'otc.open': { label: 'On the board', tone: 'blue' },
  'otc.expired': { label: 'Expired', tone: 'ink' },
  // recovery, import, webhook
  replacing: { label: 'Being replaced', tone: 'blue' },
  moving: { label: 'Holdings move', tone: 'blue' },
  completed: { label: 'Completed', tone: 'green' },
  checked: { label: 'Checked, not applied', tone: 'blue', waits: 'compliance' },
  applying: { label: 'Being applied', tone: 'blue' },
  applied: { label: 'Applied', tone: 'green' },
  valid: { label: 'Valid', tone: 'green' },
  invalid: { label: 'Wrong', tone: 'red' },
  known: { label: 'Known already', tone: 'ink' },
  active: { label: 'Active', tone: 'green' },
  disabled: { label: 'Disabled', tone: 'red' },
  // chain command
  queued: { label: 'Queued', tone: 'blue' },
  simulated: { label: 'Simulated', tone: 'blue' },
  signed: { label: 'Signed', tone: 'blue' },
  mined: { label: 'Mined', tone: 'blue' },
  confirmed: { label: 'Confirmed', tone: 'green' },
  reverted: { label: 'Reverted', tone: 'red' },
  replaced: { label: 'Replaced', tone: 'ink' },
  // report
  'report.requested': { label: 'Being built', tone: 'blue' },
  built: { label: 'Built', tone: 'green' },
  // health
  ok: { label: 'Works', tone: 'green' },
  up: { label: 'Works', tone: 'green' },
  ready: { label: 'Works', tone: 'green' },
  degraded: { label: 'Degraded', tone: 'amber' },
  down: { label: 'Down', tone: 'red' },
};

/**
 * Label and tone of a state, seen by a person of the given role. `of` names the machine where a word
 * means something else there: "bar", "vote", "due_diligence".
 */
export function stateLook(state: string, role?: Role, of?: string): { label: string; tone: Tone } {
  const look = looks[`${of}.${state}`] ?? looks[state];
  if (!look) return { label: words(state), tone: 'ink' };
  return { label: t(look.label), tone: look.waits && look.waits === role ? 'amber' : look.tone };
}

const DECIDED: Record<string, string | undefined> = {
  approve: 'approved',
  reject: 'rejected',
  request_information: 'more_information',
  revoke: 'revoked',
};

/** What an officer decided about a case, by the state that it left the case in. */
export const decisionLook = (action: string) => stateLook(DECIDED[action] ?? action);
