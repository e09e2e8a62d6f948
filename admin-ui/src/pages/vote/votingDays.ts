import { dayAfter } from '../../design/days.ts';
import { t } from '../../i18n/staff.ts';

interface VotingDays {
  recordDate: string;
  opensOn: string;
  closesOn: string;
}

/** What is wrong with the days of a vote, each at its field: the register refuses it for the same. */
export function votingProblems(
  { recordDate, opensOn, closesOn }: VotingDays,
  now: Date,
): Record<keyof VotingDays, string | null> {
  const today = dayAfter(now, 0);
  return {
    recordDate:
      recordDate < today
        ? t('This day is over: who held then was not recorded.')
        : recordDate > opensOn
          ? t('Who may vote is known when voting opens: name that day or an earlier one.')
          : null,
    opensOn: opensOn <= today ? t('Voting opens tomorrow or later: holders must be told.') : null,
    closesOn: closesOn <= opensOn ? t('Voting lasts a day at least: close it later.') : null,
  };
}
