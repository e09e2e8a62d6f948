import { defineMachine, type EventOf, type StateOf } from './machine.js';

/** A sale of new tokens. Only confirmed facts make it open or cancelled. */
export const offeringMachine = defineMachine({
  name: 'offering',
  initial: 'draft',
  states: [
    'draft',
    'proposed',
    'launching',
    'open',
    'closed',
    'cancelling',
    'cancelled',
    'finalised',
  ],
  finals: ['cancelled', 'finalised'],
  transitions: [
    { from: 'draft', event: 'propose', to: 'proposed' },
    // Nobody approved it, or its time went by: the terms can be changed again.
    { from: 'proposed', event: 'drop', to: 'draft' },
    { from: 'proposed', event: 'approve', to: 'launching' },
    { from: 'launching', event: 'launch_failed', to: 'draft' },
    { from: 'launching', event: 'launched', to: 'open' },
    { from: 'open', event: 'close', to: 'closed' },
    { from: 'open', event: 'cancel', to: 'cancelling' },
    { from: 'closed', event: 'cancel', to: 'cancelling' },
    { from: 'cancelling', event: 'cancel_failed', to: 'closed' },
    // The chain has the last word, whoever sent it.
    { from: 'open', event: 'cancelled', to: 'cancelled' },
    { from: 'closed', event: 'cancelled', to: 'cancelled' },
    { from: 'cancelling', event: 'cancelled', to: 'cancelled' },
    { from: 'cancelled', event: 'cancel_retracted', to: 'cancelling' },
    // Nothing is owed any more, to anybody.
    { from: 'closed', event: 'finalise', to: 'finalised' },
    // A reorganisation took back what ended its last order.
    { from: 'finalised', event: 'reopen', to: 'closed' },
  ],
});

/** A primary order for tokens. Payment and settlement are facts; a reorganisation takes them back. */
export const subscriptionMachine = defineMachine({
  name: 'subscription',
  initial: 'submitted',
  states: [
    'submitted',
    'eligible',
    'awaiting_payment',
    'paid',
    'approved',
    'settling',
    'settled',
    'refunding',
    'refunded',
    'cancelled',
    'rejected',
  ],
  finals: ['settled', 'cancelled', 'rejected', 'refunded'],
  transitions: [
    { from: 'submitted', event: 'find_eligible', to: 'eligible' },
    // In the book: it waits for the allotment where there is one.
    { from: 'eligible', event: 'accept', to: 'awaiting_payment' },
    { from: 'eligible', event: 'reject', to: 'rejected' },
    { from: 'eligible', event: 'cancel', to: 'cancelled' },
    { from: 'awaiting_payment', event: 'pay', to: 'paid' },
    { from: 'awaiting_payment', event: 'cancel', to: 'cancelled' },
    // Part of it came in, and goes back.
    { from: 'awaiting_payment', event: 'refund', to: 'refunding' },
    { from: 'paid', event: 'payment_retracted', to: 'awaiting_payment' },
    { from: 'paid', event: 'approve', to: 'approved' },
    { from: 'paid', event: 'refund', to: 'refunding' },
    { from: 'approved', event: 'settle', to: 'settling' },
    { from: 'approved', event: 'refund', to: 'refunding' },
    { from: 'settling', event: 'settled', to: 'settled' },
    { from: 'settling', event: 'settlement_failed', to: 'approved' },
    { from: 'settled', event: 'settlement_retracted', to: 'settling' },
    { from: 'refunding', event: 'refunded', to: 'refunded' },
    { from: 'refunded', event: 'refund_retracted', to: 'refunding' },
    // The chain has the last word: it was delivered or taken back by somebody else's call.
    { from: 'paid', event: 'settled', to: 'settled' },
    { from: 'approved', event: 'settled', to: 'settled' },
    { from: 'refunding', event: 'settled', to: 'settled' },
    { from: 'paid', event: 'refunded', to: 'refunded' },
    { from: 'approved', event: 'refunded', to: 'refunded' },
    { from: 'settling', event: 'refunded', to: 'refunded' },
  ],
});

/** A holder's shares in one epoch of a redemption queue (ERC-7540). Only what the chain told moves it. */
export const redemptionMachine = defineMachine({
  name: 'redemption',
  initial: 'requested',
  states: [
    'requested',
    'awaiting_strike',
    'claimable',
    'paid',
    'deferred',
    'cancelled',
    'returned',
  ],
  finals: ['paid', 'deferred', 'returned'],
  transitions: [
    // Requests of one holder add up until the cut-off.
    { from: 'requested', event: 'request', to: 'requested' },
    { from: 'requested', event: 'close', to: 'awaiting_strike' },
    { from: 'requested', event: 'cancel', to: 'cancelled' },
    // The epoch stayed unsettled past its patience.
    { from: 'awaiting_strike', event: 'cancel', to: 'cancelled' },
    // The epoch is filled in part: of these shares some, or none; the rest is asked for again in the next epoch.
    { from: 'awaiting_strike', event: 'divide', to: 'awaiting_strike' },
    { from: 'awaiting_strike', event: 'defer', to: 'deferred' },
    { from: 'awaiting_strike', event: 'settle', to: 'claimable' },
    { from: 'claimable', event: 'claim', to: 'claimable' },
    { from: 'claimable', event: 'pay', to: 'paid' },
    { from: 'cancelled', event: 'return', to: 'returned' },
  ],
});

/** A whole bar for tokens, from the reservation to the receipt. The chain tells of all but the reservation. */
export const barOrderMachine = defineMachine({
  name: 'bar_order',
  initial: 'reserved',
  states: [
    'reserved',
    'requested',
    'accepted',
    'shipped',
    'delivered',
    'cancelled',
    'reclaimed',
    'lapsed',
  ],
  finals: ['delivered', 'reclaimed', 'lapsed'],
  transitions: [
    { from: 'reserved', event: 'request', to: 'requested' },
    { from: 'reserved', event: 'lapse', to: 'lapsed' },
    // The wallet's transaction came after all.
    { from: 'lapsed', event: 'request', to: 'requested' },
    { from: 'requested', event: 'accept', to: 'accepted' },
    { from: 'requested', event: 'cancel', to: 'cancelled' },
    { from: 'accepted', event: 'ship', to: 'shipped' },
    { from: 'accepted', event: 'cancel', to: 'cancelled' },
    { from: 'shipped', event: 'deliver', to: 'delivered' },
    // The shipment came back.
    { from: 'shipped', event: 'cancel', to: 'cancelled' },
    { from: 'cancelled', event: 'reclaim', to: 'reclaimed' },
  ],
});

/**
 * Income paid to holders of record. Facts move it where the chain has the word: the record date's
 * opening, the distribution's, its closing; what a reorganisation takes away it waits for again.
 */
export const distributionMachine = defineMachine({
  name: 'distribution',
  initial: 'draft',
  states: [
    'draft',
    'snapshot',
    'calculated',
    'approved',
    'funded',
    'payable',
    'closed',
    'cancelled',
  ],
  finals: ['closed', 'cancelled'],
  transitions: [
    { from: 'draft', event: 'take_snapshot', to: 'snapshot' },
    { from: 'draft', event: 'cancel', to: 'cancelled' },
    { from: 'snapshot', event: 'calculate', to: 'calculated' },
    { from: 'snapshot', event: 'cancel', to: 'cancelled' },
    { from: 'calculated', event: 'calculate', to: 'calculated' },
    { from: 'calculated', event: 'approve', to: 'approved' },
    { from: 'calculated', event: 'cancel', to: 'cancelled' },
    { from: 'approved', event: 'cancel', to: 'cancelled' },
    { from: 'approved', event: 'fund', to: 'funded' },
    // The chain refused the payment in: nothing is promised, it may be funded again.
    { from: 'funded', event: 'distribution_failed', to: 'approved' },
    { from: 'funded', event: 'open', to: 'payable' },
    { from: 'payable', event: 'opening_retracted', to: 'funded' },
    { from: 'payable', event: 'close', to: 'closed' },
    { from: 'closed', event: 'closing_retracted', to: 'payable' },
    // Another snapshot than the one that was shown: it is calculated, and approved, anew.
    { from: 'snapshot', event: 'snapshot_retracted', to: 'draft' },
    { from: 'calculated', event: 'snapshot_retracted', to: 'draft' },
    { from: 'approved', event: 'snapshot_retracted', to: 'draft' },
  ],
});

/** A signed order of the OTC board. The chain fills and cancels it, whoever sent the transaction. */
export const otcOrderMachine = defineMachine({
  name: 'otc_order',
  initial: 'open',
  states: ['open', 'filled', 'cancelled', 'expired'],
  finals: ['filled', 'cancelled', 'expired'],
  transitions: [
    { from: 'open', event: 'complete', to: 'filled' },
    { from: 'filled', event: 'fill_retracted', to: 'open' },
    { from: 'open', event: 'cancel', to: 'cancelled' },
    { from: 'cancelled', event: 'cancel_retracted', to: 'open' },
    { from: 'open', event: 'expire', to: 'expired' },
    // It was filled in time, and we heard of it later.
    { from: 'expired', event: 'complete', to: 'filled' },
  ],
});

export type OfferingState = StateOf<typeof offeringMachine>;
export type OfferingEvent = EventOf<typeof offeringMachine>;
export type SubscriptionState = StateOf<typeof subscriptionMachine>;
export type SubscriptionEvent = EventOf<typeof subscriptionMachine>;
export type RedemptionState = StateOf<typeof redemptionMachine>;
export type RedemptionEvent = EventOf<typeof redemptionMachine>;
export type BarOrderState = StateOf<typeof barOrderMachine>;
export type BarOrderEvent = EventOf<typeof barOrderMachine>;
export type DistributionState = StateOf<typeof distributionMachine>;
export type DistributionEvent = EventOf<typeof distributionMachine>;
export type OtcOrderState = StateOf<typeof otcOrderMachine>;
export type OtcOrderEvent = EventOf<typeof otcOrderMachine>;
