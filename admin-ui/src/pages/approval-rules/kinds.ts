import { words } from '../../design/format.ts';

/** Kinds of request that a rule may be made for, as the register names them. */
export const APPROVAL_KINDS = [
  'token.mint',
  'token.burn',
  'token.deploy',
  'token.freeze',
  'token.partial_freeze',
  'token.forced_transfer',
  'token.pause',
  'token.announce_release',
  'offering.open',
  'offering.cancel',
  'offering.settle',
  'subscription.receipt',
  'subscription.return',
  'distribution.pay',
  'distribution.release_carried',
  'distribution_schedule.change',
  'redemption_queue.open',
  'redemption.strike',
  'redemption.fund',
  'redemption.withdraw',
  'redemption.lane',
  'bar_vault.open',
  'bar_order.step',
  'corporate_action.announce',
  'corporate_action.settle',
  'corporate_action.withdraw',
  'vote.propose',
  'vote.withdraw',
  'deed.record',
  'deed.release',
  'deed.strike',
  'buyout.execute',
  'buyout.sweep',
  'wallet.replace',
  'wallet.resend',
  'wallet.release',
  'screening.clear_match',
  'feed.parked-report',
  'custodian.key',
  'approval_rules.replace',
] as const;

/** `distribution.pay` → `Distribution: pay`. */
export function kindName(kind: string): string {
  const [subject = '', verb = ''] = kind.split('.');
  return verb ? `${words(subject)}: ${words(verb).toLowerCase()}` : words(subject);
}
