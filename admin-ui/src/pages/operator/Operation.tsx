import { useParams } from '@tanstack/react-router';
import { useOperation } from '../../api/operations.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel } from '../../design/Page.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { operationName } from './Operations.tsx';
import { t } from '../../i18n/staff.ts';

/** Before its block. */
const WAITS: ReadonlySet<string> = new Set(['queued', 'simulated', 'signed', 'sent']);

/** One operation: what was asked, who signed, and every step with its time. */
export function OperationPage() {
  const { operationId } = useParams({ from: '/inside/operations/$operationId' });
  const query = useOperation(operationId);
  const name = query.data ? operationName(query.data.kind) : t('Operation');
  useCrumbs({ label: t('Operations'), to: '/operations' }, { label: name });
  return (
    <LoadedPage query={query}>
      {(operation) => (
        <div className={css.stack}>
          <PageHead
            title={name}
            badge={<StateBadge state={operation.state} />}
            sub={t('Asked {{createdAt}} for {{type}}', {
              createdAt: formatTime(operation.createdAt),
              type: words(operation.subject.type),
            })}
          />
          <div className={css.grid}>
            <Panel title={t('Timeline')}>
              {WAITS.has(operation.state) ? (
                <p className="muted" style={{ marginTop: 0 }}>
                  {t(
                    'Waiting since {{time}}. What the network leaves waiting is offered again for more, up to the operator’s limit: nothing has to be sent by hand.',
                    { time: formatTime(operation.updatedAt) },
                  )}
                </p>
              ) : null}
              <Timeline operationId={operation.id} here />
            </Panel>
            <Panel title={t('Transaction')}>
              <Facts
                items={[
                  [t('Signer'), words(operation.signer)],
                  [t('To'), <Hex key="to" value={operation.to} />],
                  [t('Nonce'), operation.nonce === null ? null : String(operation.nonce)],
                  [
                    t('Hash'),
                    operation.transactionHash ? (
                      <Hex key="hash" value={operation.transactionHash} kind={t('transaction')} />
                    ) : null,
                  ],
                  [
                    t('Carries'),
                    operation.transaction
                      ? t('{{count}} operations', { count: operation.transaction.commands })
                      : null,
                  ],
                  [
                    t('Attempts'),
                    operation.transaction && operation.transaction.attempts.length > 1
                      ? operation.transaction.attempts.map((attempt) => (
                          <div key={attempt.transactionHash}>
                            <Hex value={attempt.transactionHash} kind={t('transaction')} />{' '}
                            {t('for at most {{fee}} gwei per gas', {
                              fee: formatUnits(attempt.maxFeePerGasWei, 9),
                            })}
                          </div>
                        ))
                      : null,
                  ],
                  [
                    t('Block'),
                    operation.blockNumber === null ? null : String(operation.blockNumber),
                  ],
                  [t('Gas used'), operation.gasUsed ? formatCount(operation.gasUsed) : null],
                  [
                    t('Fee'),
                    operation.feeWei
                      ? t('{{feeWei}} ETH', { feeWei: formatUnits(operation.feeWei, 18) })
                      : null,
                  ],
                ]}
              />
            </Panel>
          </div>
        </div>
      )}
    </LoadedPage>
  );
}
