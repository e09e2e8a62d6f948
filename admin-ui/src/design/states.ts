import type { Role } from '../session/role.ts';
import { words } from './format.ts';

/** The meaning of a state's colour: the same everywhere. */
export type Tone = 'ink' | 'amber' | 'blue' | 'green' | 'red';

interface StateLook {
  label: string;
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
  retired: { label: 'Retired', tone: 'ink' },
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
  not_in_force: { label: 'Not in force', tone: 'ink' },
  running: { label: 'Running', tone: 'blue' },
  finished: { label: 'Finished', tone: 'green' },
  superseded: { label: 'Overtaken', tone: 'ink' },
  // due diligence
  missing: { label: 'Evidence missing', tone: 'ink', waits: 'issuer' },
  open: { label: 'Evidence missing', tone: 'ink', waits: 'issuer' },
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
  // chain command
  queued: { label: 'Queued', tone: 'blue' },
  simulated: { label: 'Simulated', tone: 'blue' },
  signed: { label: 'Signed', tone: 'blue' },
  mined: { label: 'Mined', tone: 'blue' },
  confirmed: { label: 'Confirmed', tone: 'green' },
  reverted: { label: 'Reverted', tone: 'red' },
  replaced: { label: 'Replaced', tone: 'ink' },
  // report
  built: { label: 'Built', tone: 'green' },
  // health
  ok: { label: 'Works', tone: 'green' },
  up: { label: 'Works', tone: 'green' },
  ready: { label: 'Works', tone: 'green' },
  degraded: { label: 'Degraded', tone: 'amber' },
  down: { label: 'Down', tone: 'red' },
};

/** Label and tone of a state, seen by a person of the given role. */
export function stateLook(state: string, role?: Role): { label: string; tone: Tone } {
  const look = looks[state];
  if (!look) return { label: words(state), tone: 'ink' };
  return { label: look.label, tone: look.waits && look.waits === role ? 'amber' : look.tone };
}
