import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { TaskRow } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';

interface EndOfProps {
  /** Of the asset. */
  state: string;
  /** Where the person may follow its end, step by step. */
  assetId?: string;
}

/** That an asset comes to its end, or has; nothing of one that lives. */
export function EndOf({ state, assetId }: EndOfProps) {
  if (state !== 'winding_down' && state !== 'retired') return null;
  return (
    <TaskRow
      tone="quiet"
      title={state === 'retired' ? t('This asset is closed.') : t('This asset is wound up.')}
      detail={
        state === 'retired'
          ? t('None of its tokens exists any more; what was published of it stays.')
          : t(
              'Nothing more of it is sold. Whoever holds it keeps every right until it is paid out.',
            )
      }
      {...(assetId
        ? {
            action: (
              <Button component={Link} to={`/assets/${assetId}/wind-down`} variant="default">
                {t('See what is left')}
              </Button>
            ),
          }
        : {})}
    />
  );
}
