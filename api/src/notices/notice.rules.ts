import type { Role } from '../platform/context.js';

/** What a person can choose to have by e-mail or not. */
export const TOPICS = [
  'decisions_to_make',
  'decisions_made',
  'identity',
  'subscriptions',
  'distributions',
  'holders_rights',
  'webhooks',
] as const;
export type Topic = (typeof TOPICS)[number];

/** Who hears of a deed, beside whoever did it. */
export type Audience =
  /** Everybody of the organisation that the deed belongs to. */
  | { of: 'organisation' }
  /** Everybody of a role. */
  | { of: 'role'; role: Role }
  /** Those who may decide the approval: the deed says which role. */
  | { of: 'deciders' }
  /** Who asked for the approval: the deed says who. */
  | { of: 'requester' };

export interface Rule {
  topic: Topic;
  audience: Audience;
  /** What a person reads: one sentence, nobody's data in it. */
  title: string;
}

const officers: Audience = { of: 'role', role: 'compliance' };
const own: Audience = { of: 'organisation' };

const rule = (topic: Topic, audience: Audience, title: string): Rule => ({
  topic,
  audience,
  title,
});

/** By the deed's name in the audit log. What is not named here is told to nobody. */
export const RULES: Readonly<Record<string, Rule>> = {
  'approval.request': rule(
    'decisions_to_make',
    { of: 'deciders' },
    'A request waits for your decision.',
  ),
  'approval.approve': rule('decisions_made', { of: 'requester' }, 'Your request was approved.'),
  'approval.reject': rule('decisions_made', { of: 'requester' }, 'Your request was rejected.'),
  'approval.expire': rule(
    'decisions_made',
    { of: 'requester' },
    'Nobody decided your request in time.',
  ),
  'kyc.submit': rule('decisions_to_make', officers, 'An investor’s identity waits for review.'),
  'issuer.submit': rule('decisions_to_make', officers, 'An issuer waits for review.'),
  'asset.submit': rule('decisions_to_make', officers, 'An asset waits for review.'),
  'issuer.approve': rule('decisions_made', own, 'Your organisation was approved as an issuer.'),
  'issuer.reject': rule('decisions_made', own, 'Your organisation was not approved as an issuer.'),
  'asset.approve': rule('decisions_made', own, 'Your asset was approved.'),
  'asset.reject': rule('decisions_made', own, 'Your asset was rejected.'),
  'asset.request_changes': rule(
    'decisions_made',
    own,
    'Compliance asks for changes to your asset.',
  ),
  'kyc.approve': rule('identity', own, 'Your identity check was approved.'),
  'kyc.reject': rule('identity', own, 'Your identity check was not approved.'),
  'kyc.revoke': rule('identity', own, 'The approval of your identity check was taken back.'),
  'kyc.request_information': rule('identity', own, 'Compliance needs more information from you.'),
  'kyc.renewal_due': rule('identity', own, 'Your identity check ends soon: renew it.'),
  'kyc.expire': rule('identity', own, 'Your identity check has ended: renew it to go on.'),
  'wallet.registered': rule(
    'identity',
    own,
    'A wallet of yours is registered: it can receive and hold tokens.',
  ),
  'wallet.reject': rule('identity', own, 'A wallet of yours was not approved: see why.'),
  'wallet_recovery.replaced': rule('identity', own, 'A lost wallet of yours was replaced.'),
  'subscription.settled': rule('subscriptions', own, 'Your subscription is settled.'),
  'subscription.reject': rule('subscriptions', own, 'Your subscription was rejected.'),
  'subscription.refunded': rule('subscriptions', own, 'Your subscription was refunded.'),
  'redemption.settle': rule(
    'subscriptions',
    own,
    'Your redemption has its price: the money waits for your claim.',
  ),
  'bar_order.accept': rule('subscriptions', own, 'Your bar is set aside for you.'),
  'bar_order.ship': rule('subscriptions', own, 'Your bar has left the vault.'),
  'bar_order.deliver': rule('subscriptions', own, 'Your bar was delivered.'),
  'otc_order.filled': rule(
    'subscriptions',
    own,
    'Your order on the board was carried out, wholly or in part.',
  ),
  'otc_order.expire': rule('subscriptions', own, 'Your order on the board has run out.'),
  'distribution.opened': rule('distributions', own, 'A distribution is payable.'),
  'distribution.tell_payment': rule(
    'distributions',
    own,
    'Income on what you held at a record date is paid: it comes to your wallet, or you claim it.',
  ),
  'report.build': rule(
    'decisions_made',
    { of: 'role', role: 'auditor' },
    'A proof of reserve was made: it can be checked.',
  ),
  'token.deployed': rule(
    'decisions_made',
    { of: 'role', role: 'operator' },
    'A token is on the chain.',
  ),
  'vote.tell_opening': rule(
    'holders_rights',
    own,
    'A motion is put to the vote on an asset you held at its record date.',
  ),
  'vote.tell_result': rule(
    'holders_rights',
    own,
    'The result of a vote you could take part in is out.',
  ),
  'corporate_action.tell_announcement': rule(
    'holders_rights',
    own,
    'A corporate action was announced on an asset you hold.',
  ),
  'corporate_action.tell_opening': rule(
    'holders_rights',
    own,
    'A corporate action on an asset you hold can be carried out now.',
  ),
  'buyout.tell_execution': rule(
    'holders_rights',
    own,
    'The property of an asset you hold was sold in a buy-out: surrender your fractions for their part of the price.',
  ),
  'control.tell_freeze': rule('holders_rights', own, 'A wallet of yours was frozen on a token.'),
  'control.tell_unfreeze': rule(
    'holders_rights',
    own,
    'A wallet of yours is free again on a token.',
  ),
  'control.tell_partial_freeze': rule(
    'holders_rights',
    own,
    'A part of what a wallet of yours holds is held back by order, or let go.',
  ),
  'control.tell_forced_transfer': rule(
    'holders_rights',
    own,
    'Tokens were moved out of a wallet of yours, or into it, by order.',
  ),
  'burn.tell_holder': rule(
    'holders_rights',
    own,
    'Shares of yours were cancelled by order of their issuer.',
  ),
  'token.tell_pause': rule(
    'holders_rights',
    own,
    'All transfers of an asset you hold were stopped by order.',
  ),
  'token.tell_release': rule('holders_rights', own, 'Transfers of an asset you hold go on.'),
  'asset.tell_wind_down': rule(
    'holders_rights',
    own,
    'An asset you hold is wound up: nothing more of it is sold, and what is left is paid out.',
  ),
  'document.renewal_due': rule(
    'decisions_to_make',
    own,
    'A paper of yours ends soon: file its next version.',
  ),
  'webhook.disabled': rule(
    'webhooks',
    own,
    'A webhook was disabled: its receiver does not answer.',
  ),
};

/** What people of a role can be told of at all: nobody chooses about what never comes. */
export function topicsOf(role: Role): readonly Topic[] {
  const forHolders: Topic[] = ['identity', 'subscriptions', 'distributions', 'holders_rights'];
  if (role === 'investor') return forHolders;
  const forDesks: Topic[] = ['decisions_to_make', 'decisions_made'];
  return role === 'issuer' ? [...forDesks, 'distributions', 'webhooks'] : forDesks;
}
