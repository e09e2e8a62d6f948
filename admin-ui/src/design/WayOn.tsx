import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem } from '../api/problem.ts';
import { t } from '../i18n/i18n.ts';

/** What is asked again in vain: it is not there, or not for this person. */
const IN_VAIN = [403, 404];

/** After something could not be shown: once more where that may help, else on to the first page. */
export function WayOn({ error, again }: { error: unknown; again: () => void }) {
  return IN_VAIN.includes(asProblem(error).status) ? (
    <Button component={Link} to="/" variant="default" mt="sm">
      {t('First page')}
    </Button>
  ) : (
    <Button variant="default" mt="sm" onClick={again}>
      {t('Try again')}
    </Button>
  );
}
