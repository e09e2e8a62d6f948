import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem } from '../api/problem.ts';
import { t } from '../i18n/i18n.ts';

/** What is asked again in vain: no address of anything, not there, or not for this person. */
export const isInVain = (error: unknown): boolean =>
  [400, 403, 404].includes(asProblem(error).status);

/** After something could not be shown: once more where that may help, else on to the first page. */
export function WayOn({ error, again }: { error: unknown; again: () => void }) {
  return isInVain(error) ? (
    <Button component={Link} to="/" variant="default" mt="sm">
      {t('First page')}
    </Button>
  ) : (
    <Button variant="default" mt="sm" onClick={again}>
      {t('Try again')}
    </Button>
  );
}
