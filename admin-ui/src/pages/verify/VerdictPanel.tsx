import type { Verdict } from '@cadastre/verify';
import { Badge } from '../../design/Badge.tsx';
import { formatPpm, formatTime, formatUnits } from '../../design/format.ts';
import { Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { Hex } from '../../design/Hex.tsx';
import type { Tone } from '../../design/states.ts';
import css from '../../design/design.module.css';

/** What came out, in words; what the report says of itself only where nothing in it is untrue. */
export function VerdictPanel({ verdict }: { verdict: Verdict }) {
  const { outcome, checks, lie, notChecked, inclusion } = verdict;
  const open = checks.filter((check) => check.outcome === 'open').length;
  return (
    <Panel title="Verdict">
      <div className={css.tight}>
        {lie ? (
          <TaskRow
            tone="bad"
            title={`Not true: ${lie.name}`}
            detail={`${lie.what}. ${lie.remark ?? 'It is not so; see below what was compared.'}`}
          />
        ) : outcome === 'open' ? (
          <TaskRow
            title={`${checks.length - open} checks hold, ${open} could not be made`}
            detail="What is open says nothing about the report: see below why."
          />
        ) : (
          <TaskRow tone="good" title={`All ${checks.length} checks hold`} />
        )}
        {lie ? null : <Said verdict={verdict} />}
        {inclusion ? (
          <TaskRow
            tone="good"
            title="You are counted"
            detail={
              <>
                <Hex value={inclusion.holder} /> with {amount(verdict, inclusion.balanceBaseUnits)},
                leaf {inclusion.proof.index} of the tree.
              </>
            }
          />
        ) : null}
        {notChecked.length > 0 ? (
          <p className="muted" style={{ margin: 0 }}>
            Not checked: {notChecked.join('; ')}.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function amount({ report }: Verdict, baseUnits: string): string {
  if (!report) return baseUnits;
  const { decimals, symbol } = report.inputs.token;
  return `${formatUnits(baseUnits, decimals)} ${symbol}`;
}

const TONES: Record<string, Tone> = { PASS: 'green', FAIL: 'red', 'DO NOT RELY': 'amber' };

/** The report in its own words, which have just been checked. */
function Said({ verdict }: { verdict: Verdict }) {
  const { report } = verdict;
  if (!report) return null;
  const { asset, token, asOf } = report.inputs;
  const { status, reasons, coverage, supply } = report.result;
  return (
    <>
      <Facts
        items={[
          ['The report says', <Badge tone={TONES[status] ?? 'ink'}>{status}</Badge>],
          ['Coverage', coverage.ppm === null ? 'nothing is owed' : formatPpm(coverage.ppm)],
          ['Asset', `${asset.name}, ${asset.issuer}`],
          [
            'Token',
            <>
              {token.symbol} <Hex value={token.address} /> on chain {token.chainId}
            </>,
          ],
          ['As of', `${formatTime(asOf.time)}, block ${asOf.block}`],
          ['Redeemable', amount(verdict, supply.redeemableBaseUnits)],
        ]}
      />
      {reasons.map(({ code, detail }) => (
        <TaskRow key={detail} tone="quiet" title={code} detail={detail} />
      ))}
    </>
  );
}
