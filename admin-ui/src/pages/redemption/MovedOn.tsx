import { formatUnits } from '../../design/format.ts';
import { t } from '../../i18n/i18n.ts';
import type { Redemption } from './redemption.ts';

/** Under the tokens of a request: what an epoch filled in part moved on from here, or to here. */
export function MovedOn({ redemption, decimals }: { redemption: Redemption; decimals: number }) {
  const { epoch, state, deferredShares, carriedShares } = redemption;
  const amount = (shares: string) => formatUnits(shares, decimals);
  return (
    <>
      {carriedShares !== '0' ? (
        <div className="muted">
          {t('{{amount}} of it from epoch {{epoch}}, which was paid in part', {
            amount: amount(carriedShares),
            epoch: (epoch ?? 1) - 1,
          })}
        </div>
      ) : null}
      {deferredShares !== '0' ? (
        <div className="muted">
          {state === 'deferred'
            ? t('moved to epoch {{epoch}}', { epoch: (epoch ?? 0) + 1 })
            : t('{{amount}} more wait since in epoch {{epoch}}: the money was for a part', {
                amount: amount(deferredShares),
                epoch: (epoch ?? 0) + 1,
              })}
        </div>
      ) : null}
    </>
  );
}
