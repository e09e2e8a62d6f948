import { defineMachine, type EventOf, type Machine, type StateOf } from './machine.js';
import {
  barOrderMachine,
  distributionMachine,
  offeringMachine,
  otcOrderMachine,
  redemptionMachine,
  subscriptionMachine,
} from './orders.js';
import { buyoutMachine, deedMachine } from './property.js';
import { corporateActionMachine, voteMachine } from './rights.js';

/** An asset from first draft to the end of its token. Only confirmed facts move it past `tokenising`. */
export const assetMachine = defineMachine({
  name: 'asset',
  initial: 'draft',
  states: [
    'draft',
    'in_review',
    'changes_requested',
    'approved',
    'tokenising',
    'live',
    'suspended',
    'winding_down',
    'retired',
    'rejected',
  ],
  finals: ['retired', 'rejected'],
  transitions: [
    { from: 'draft', event: 'submit', to: 'in_review' },
    { from: 'in_review', event: 'request_changes', to: 'changes_requested' },
    { from: 'changes_requested', event: 'submit', to: 'in_review' },
    { from: 'in_review', event: 'approve', to: 'approved' },
    { from: 'in_review', event: 'reject', to: 'rejected' },
    { from: 'approved', event: 'tokenise', to: 'tokenising' },
    // The deployment was refused or reverted: nothing exists on-chain, try again.
    { from: 'tokenising', event: 'deployment_failed', to: 'approved' },
    { from: 'tokenising', event: 'deployed', to: 'live' },
    // The block that held the deployment was reorganised away.
    { from: 'live', event: 'deployment_retracted', to: 'tokenising' },
    { from: 'live', event: 'suspend', to: 'suspended' },
    { from: 'suspended', event: 'resume', to: 'live' },
    { from: 'live', event: 'wind_down', to: 'winding_down' },
    { from: 'suspended', event: 'wind_down', to: 'winding_down' },
    { from: 'winding_down', event: 'retire', to: 'retired' },
  ],
});

/** Know-your-customer case. Approval whitelists; expiry, revocation or a sanctions hit freezes. */
export const kycCaseMachine = defineMachine({
  name: 'kyc_case',
  initial: 'draft',
  states: [
    'draft',
    'submitted',
    'screening',
    'in_review',
    'more_information',
    'approved',
    'rejected',
    'expired',
    'revoked',
  ],
  finals: ['rejected', 'expired', 'revoked'],
  transitions: [
    { from: 'draft', event: 'submit', to: 'submitted' },
    { from: 'submitted', event: 'start_screening', to: 'screening' },
    { from: 'screening', event: 'screened', to: 'in_review' },
    { from: 'in_review', event: 'request_information', to: 'more_information' },
    { from: 'more_information', event: 'resubmit', to: 'in_review' },
    { from: 'in_review', event: 'approve', to: 'approved' },
    { from: 'in_review', event: 'reject', to: 'rejected' },
    { from: 'approved', event: 'expire', to: 'expired' },
    { from: 'approved', event: 'revoke', to: 'revoked' },
  ],
});

/** A wallet of an investor, from the signature challenge to its word in the registry. */
export const walletMachine = defineMachine({
  name: 'wallet',
  initial: 'challenged',
  states: ['challenged', 'proven', 'registering', 'registered', 'frozen', 'removed'],
  finals: ['removed'],
  transitions: [
    { from: 'challenged', event: 'challenge', to: 'challenged' },
    { from: 'challenged', event: 'prove', to: 'proven' },
    { from: 'proven', event: 'register', to: 'registering' },
    { from: 'registering', event: 'registered', to: 'registered' },
    { from: 'registering', event: 'registration_failed', to: 'proven' },
    { from: 'registered', event: 'registration_retracted', to: 'registering' },
    { from: 'registered', event: 'freeze', to: 'frozen' },
    { from: 'frozen', event: 'unfreeze', to: 'registered' },
    { from: 'challenged', event: 'remove', to: 'removed' },
    { from: 'proven', event: 'remove', to: 'removed' },
    { from: 'registered', event: 'remove', to: 'removed' },
    { from: 'frozen', event: 'remove', to: 'removed' },
    // The block that held the revocation was reorganised away.
    { from: 'removed', event: 'removal_retracted', to: 'registered' },
  ],
});

/** A transaction the outbox owes the chain. Raw bytes are stored in `signed`, before anything is sent. */
export const chainCommandMachine = defineMachine({
  name: 'chain_command',
  initial: 'queued',
  states: [
    'queued',
    'simulated',
    'signed',
    'sent',
    'mined',
    'confirmed',
    'rejected',
    'reverted',
    'replaced',
  ],
  finals: ['confirmed', 'rejected', 'reverted', 'replaced'],
  transitions: [
    { from: 'queued', event: 'simulate', to: 'simulated' },
    // After a restart a simulation is stale: it is made again before anything is signed.
    { from: 'simulated', event: 'simulate', to: 'simulated' },
    // No nonce is spent on a call the chain would refuse.
    { from: 'queued', event: 'reject', to: 'rejected' },
    { from: 'simulated', event: 'reject', to: 'rejected' },
    { from: 'simulated', event: 'sign', to: 'signed' },
    { from: 'signed', event: 'send', to: 'sent' },
    { from: 'sent', event: 'send', to: 'sent' },
    // A restart may find the transaction in a block before `send` was recorded.
    { from: 'signed', event: 'mine', to: 'mined' },
    { from: 'sent', event: 'mine', to: 'mined' },
    { from: 'sent', event: 'replace', to: 'replaced' },
    // Another transaction took the nonce for good: these bytes can never run, new ones are signed.
    { from: 'signed', event: 'displace', to: 'queued' },
    { from: 'sent', event: 'displace', to: 'queued' },
    // The batch it went with reverted for good: each of its commands goes again by itself.
    { from: 'mined', event: 'split', to: 'queued' },
    { from: 'mined', event: 'reorganise', to: 'sent' },
    // Deeper than the configured confirmations: rare, and the same bytes still go out again.
    { from: 'confirmed', event: 'reorganise', to: 'sent' },
    { from: 'reverted', event: 'reorganise', to: 'sent' },
    { from: 'mined', event: 'confirm', to: 'confirmed' },
    // A revert is final only at depth: until then the block may go.
    { from: 'mined', event: 'revert', to: 'reverted' },
  ],
});

/** A built document whose hash goes on-chain. */
export const reportMachine = defineMachine({
  name: 'report',
  initial: 'requested',
  states: ['requested', 'built', 'signed', 'registered', 'superseded', 'failed', 'cancelled'],
  finals: ['registered', 'superseded', 'failed', 'cancelled'],
  transitions: [
    { from: 'requested', event: 'build', to: 'built' },
    { from: 'requested', event: 'fail', to: 'failed' },
    { from: 'requested', event: 'cancel', to: 'cancelled' },
    { from: 'built', event: 'sign', to: 'signed' },
    { from: 'signed', event: 'register', to: 'registered' },
    { from: 'registered', event: 'unregister', to: 'signed' },
    { from: 'built', event: 'supersede', to: 'superseded' },
    { from: 'signed', event: 'supersede', to: 'superseded' },
    { from: 'registered', event: 'supersede', to: 'superseded' },
  ],
});

/** Every machine by the name it is stored and drawn under. */
export const MACHINES: readonly Machine[] = [
  assetMachine,
  kycCaseMachine,
  walletMachine,
  chainCommandMachine,
  offeringMachine,
  subscriptionMachine,
  redemptionMachine,
  barOrderMachine,
  distributionMachine,
  otcOrderMachine,
  voteMachine,
  corporateActionMachine,
  deedMachine,
  buyoutMachine,
  reportMachine,
];

export type AssetState = StateOf<typeof assetMachine>;
export type AssetEvent = EventOf<typeof assetMachine>;
export type KycCaseState = StateOf<typeof kycCaseMachine>;
export type WalletState = StateOf<typeof walletMachine>;
export type WalletEvent = EventOf<typeof walletMachine>;
export type ChainCommandState = StateOf<typeof chainCommandMachine>;
export type ChainCommandEvent = EventOf<typeof chainCommandMachine>;
export type ReportState = StateOf<typeof reportMachine>;
export type ReportEvent = EventOf<typeof reportMachine>;
