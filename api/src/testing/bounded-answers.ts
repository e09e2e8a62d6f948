/** Lists of what no table of the API holds as rows, and where the same is shown of them. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  '/invitations': 'accounts/accounts.spec.ts: page by page, of those that wait',
  '/events': 'events/events.spec.ts: resumes where it was, each event once',
  '/assets/:id/rounds': 'tokens/tokens.spec.ts: page by page, of two feeds at once',
  '/public/assets/:id/rounds': 'tokens/tokens.spec.ts: as the desks read them',
  '/public/assets/:id/papers':
    'tokens/token-papers.spec.ts: page by page, of the token’s own register',
  '/jobs/dead-letters': 'jobs/dead-letters.spec.ts: page by page, of the queue’s own schema',
  '/tokens/:id/bars': 'bars/bars.spec.ts: page by page, beside the list that the chain attests',
  '/buyout-claims':
    'property/property.spec.ts: at the worth that the vault names; it is cut as voting rights are',
  '/parked-reports': 'reserves/parked.spec.ts: page by page, of two feeds',
  '/public/demo/mail': 'notices/notices.spec.ts: page by page, of the demonstration’s letter box',
};

/** Answers that hold several things and no cursor, and what bounds them. */
export const WHOLE: Readonly<Record<string, string>> = {
  '/audit/verify':
    'the lanes of the audit log, a number that its schema fixes, and what is broken in them',
  '/approval-rules': 'a rule for each kind of request',
  '/approvals/:id': 'the voices that one decision takes',
  '/operations/:id': 'what one command went through',
  '/document-keys': 'the keys that the environment names',
  '/kyc-cases/:id': 'the papers, decisions and reminders of one case',
  '/organisations/me/kyb': 'the owners (at most 50) and papers of one case',
  '/kyb-cases/:id': 'the owners (at most 50) and papers of one case',
  '/questionnaires': 'one for each tier',
  '/screening/runs/:id': 'the lists in force at once',
  '/wallet-recoveries/:id': 'the tokens of one wallet',
  '/assets/:id': 'the papers of one asset',
  '/assets/:id/wind-down': 'what one winding-up still waits for',
  '/assets/:id/due-diligence': 'the checklist of one kind of asset',
  '/distribution-schedules/:id': 'its newest dates, at most 24',
  '/withholding-table': 'two kinds of income by country, at most 800 rates',
  '/offerings/:id/allotment': 'one calculation: its parts add up to what is allotted',
  '/subscriptions/:id': 'the transactions that one order takes',
  '/redemption-queues/:id/strike': 'one calculation: its parts add up to what is paid',
  '/holdings/history': 'a day each, of at most 366',
  '/bar-orders/:id': 'the steps of one delivery',
  '/bar-orders/:id/calls': 'the transactions that one delivery takes',
  '/notices/preferences': 'one for each topic',
  '/public/demo': 'the cast of the demonstration',
  '/public/assets/:id/statement': 'what a fund states at once, at most 2,000 positions',
  '/parked-reports/:digest': 'the two approvals of one report',
  '/assets/:id/feeds/:kind/rounds/:round/why': 'what the committee’s members said of one round',
  '/reports/:id/holders/:address/proof': 'the way up one tree, as long as it is high',
  '/tokens/:id/cap-table':
    'as of one block, which it names: nothing is added to it, and it adds up to the supply',
  '/tokens/:id/cap-table/changes': 'between two blocks, which it names: nothing is added to it',
  '/tokens/:id/supply/roll-forward': 'up to one block, which it names: it adds up to the supply',
};
