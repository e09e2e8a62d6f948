import { Button } from '@mantine/core';
import { TOKEN_DECIMALS } from '@cadastre/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useNow } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import own from './asset.module.css';
import { CouldBuy } from './CouldBuy.tsx';
import { ruleSentences } from './rules.ts';
import { TokenDesign } from './TokenDesign.tsx';
import { useAsset, useAssetId, useToken, type Token } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

/** The token: its rules in sentences, and its way to the chain. */
export function TokenTab() {
  const id = useAssetId();
  const asset = useAsset(id);
  const token = useToken(id);
  const issues = useSession()?.role === 'issuer';
  const ready =
    asset.data &&
    !['draft', 'in_review', 'changes_requested', 'rejected'].includes(asset.data.state);
  if (token.none) {
    if (issues && ready)
      return <TokenDesign assetId={id} decimals={TOKEN_DECIMALS[asset.data.kind]} token={null} />;
    return (
      <Panel title={t('Token')}>
        <Empty title={t('No token yet')}>
          {issues
            ? t('Compliance approves the asset first; then its token is designed here.')
            : t('The issuer designs it when the asset is approved.')}
        </Empty>
      </Panel>
    );
  }
  return <Loaded query={token}>{(data) => <TokenSheet assetId={id} token={data} />}</Loaded>;
}

function TokenSheet({ assetId, token }: { assetId: string; token: Token }) {
  const role = useSession()?.role;
  const issues = role === 'issuer';
  const asks = issues || role === 'compliance';
  const action = useAction();
  const now = useNow();
  const designed = token.state === 'designed';
  const waits = token.approvalId !== null && token.operationId === null && designed;
  return (
    <div className={css.stack}>
      {issues && designed && !waits ? (
        <TaskRow
          title={t('The token is designed and not yet on the chain.')}
          detail={t(
            'Propose its deployment: a compliance officer sees the same rules and decides.',
          )}
          action={
            <Button
              loading={action.busy}
              onClick={() =>
                void action.run(
                  () =>
                    api.POST('/api/v1/tokens/{id}/deploy', {
                      params: { path: { id: token.id } },
                    }),
                  t('The deployment waits for compliance.'),
                )
              }
            >
              {t('Propose the deployment')}
            </Button>
          }
        />
      ) : null}
      {waits && token.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('The deployment waits for a second person.')}
          action={
            <Button component={Link} to={`/approvals/${token.approvalId}`} variant="default">
              {t('Show what will be deployed')}
            </Button>
          }
        />
      ) : null}
      <ProblemNotice error={action.error} />
      <div className={css.wide}>
        <Panel title={t('Rules the contract keeps')} aside={t('whoever asks')}>
          <ul className={own.rules}>
            {ruleSentences(token.rules, token.decimals, now).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Panel>
        <Panel title={token.name} aside={<StateBadge state={token.state} />}>
          <Facts
            items={[
              [t('Symbol'), token.symbol],
              [t('Decimals'), String(token.decimals)],
              [t('Token'), token.address ? <Hex key="t" value={token.address} /> : null],
              [t('NAV feed'), token.navFeed ? <Hex key="n" value={token.navFeed} /> : null],
              [
                t('Reserve feed'),
                token.reserveFeed ? <Hex key="r" value={token.reserveFeed} /> : null,
              ],
            ]}
          />
        </Panel>
      </div>
      {asks && token.address ? <CouldBuy token={token} /> : null}
      {token.failure ? (
        <TaskRow
          tone="bad"
          title={t('The last deployment failed.')}
          detail={<Said all={[token.failure]} />}
        />
      ) : null}
      {token.operationId ? (
        <Panel title={t('Deployment')}>
          <Timeline operationId={token.operationId} />
        </Panel>
      ) : null}
      {issues && designed && !waits ? (
        <TokenDesign assetId={assetId} decimals={token.decimals} token={token} />
      ) : null}
    </div>
  );
}
