import type { Message } from '../i18n/i18n.ts';
import type { Role } from '../session/role.ts';

export interface Place {
  label: Message;
  to: string;
  /** What waits for the person there, counted by `useWaiting`. */
  waits?: 'tasks' | 'approvals' | 'inbox';
}

export interface PlaceGroup {
  label: Message | null;
  places: Place[];
}

const assets: Place = { label: 'Assets', to: '/assets' };
const screening: Place = { label: 'Screening', to: '/screening' };
const register: Place = { label: 'Register of entries', to: '/register-of-entries' };

/** The places of each role, in the order of their day. */
export const places: Record<Role, PlaceGroup[]> = {
  issuer: [
    { label: null, places: [{ label: 'Today', to: '/today' }, assets] },
    {
      label: 'Evidence',
      places: [{ label: 'Approvals', to: '/approvals', waits: 'approvals' }, register],
    },
    {
      label: 'Organisation',
      places: [
        { label: 'Profile', to: '/organisation' },
        { label: 'Team', to: '/team' },
        { label: 'Operations', to: '/operations' },
      ],
    },
    {
      label: 'Programs',
      places: [
        { label: 'API keys', to: '/api-keys' },
        { label: 'Webhooks', to: '/webhooks' },
      ],
    },
  ],
  compliance: [
    {
      label: null,
      places: [
        { label: 'Inbox', to: '/inbox' },
        { label: 'People', to: '/cases' },
        { label: 'Issuers', to: '/issuers' },
        { label: 'Wallets', to: '/wallets' },
        screening,
        { label: 'Approvals', to: '/approvals', waits: 'approvals' },
        assets,
      ],
    },
    {
      label: 'Casework',
      places: [
        { label: 'Imports', to: '/imports' },
        { label: 'Recoveries', to: '/recoveries' },
        { label: 'Tax forms', to: '/tax-forms' },
        { label: 'Parked reports', to: '/parked-reports' },
      ],
    },
    {
      label: 'Evidence',
      places: [
        { label: 'Rules and deputies', to: '/approval-rules' },
        register,
        { label: 'Operations', to: '/operations' },
      ],
    },
  ],
  investor: [
    {
      label: null,
      places: [
        { label: 'Portfolio', to: '/portfolio' },
        { label: 'Market', to: '/market' },
        { label: 'Income', to: '/income' },
        { label: 'Transfer', to: '/transfer' },
        { label: 'Board', to: '/board' },
      ],
    },
    {
      label: 'Rights',
      places: [
        { label: 'Votes', to: '/votes' },
        { label: 'Corporate actions', to: '/corporate-actions' },
        { label: 'Statements', to: '/statements' },
      ],
    },
    {
      label: 'About me',
      places: [
        { label: 'Wallets', to: '/wallets' },
        { label: 'Identity', to: '/identity' },
        { label: 'Tax form', to: '/tax-form' },
        { label: 'Messages', to: '/messages' },
      ],
    },
  ],
  auditor: [
    {
      label: null,
      places: [assets, { label: 'Reports', to: '/reports' }, register, screening],
    },
    {
      label: 'Evidence',
      places: [
        { label: 'Approvals', to: '/approvals' },
        { label: 'Rules and deputies', to: '/approval-rules' },
        { label: 'Parked reports', to: '/parked-reports' },
        { label: 'Operations', to: '/operations' },
      ],
    },
  ],
  operator: [
    {
      label: null,
      places: [
        { label: 'System', to: '/system' },
        { label: 'Operations', to: '/operations' },
        { label: 'Parked reports', to: '/parked-reports' },
        { label: 'Jobs and keys', to: '/jobs' },
        screening,
        { label: 'Members', to: '/team' },
      ],
    },
  ],
};

/** Where a person lands after signing in: what waits for them is always at the top there. */
export const home: Record<Role, string> = {
  issuer: '/today',
  compliance: '/inbox',
  investor: '/portfolio',
  auditor: '/assets',
  operator: '/system',
};
