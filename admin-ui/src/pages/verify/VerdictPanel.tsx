import type { Verdict } from '@cadastre/verify';
import { Badge } from '../../design/Badge.tsx';
import { formatPpm, formatTime, formatUnits } from '../../design/format.ts';
import { Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { Hex } from '../../design/Hex.tsx';
import type { Tone } from '../../design/states.ts';
import css from '../../design/design.module.css';
import { t } from '../../i18n/i18n.ts';
import { verifierSays } from '../../i18n/verifier.ts';
import own from './verify.module.css';

/** What came out, in words; what the report says of itself only where nothing in it is untrue. */
export function VerdictPanel({ verdict }: { verdict: Verdict }) {
  const { outcome, checks, lie, notChecked, inclusion } = verdict;
  const open = checks.filter((check) => check.outcome === 'open').length;
  return (
    <Panel title={t('Verdict')}>
      <div className={css.tight}>
        {lie ? (
          <TaskRow
            tone="bad"
            title={t('Not true: {{check}}', { check: lie.name })}
            detail={`${verifierSays(lie.what)}. ${lie.remark ? verifierSays(lie.remark) : t('It is not so; see below what was compared.')}`}
          />
        ) : outcome === 'open' ? (
          <TaskRow
            title={t('{{holding}} checks hold, {{open}} could not be made', {
              holding: checks.length - open,
              open,
            })}
            detail={t('What is open says nothing about the report: see below why.')}
          />
        ) : (
          <TaskRow tone="good" title={t('All {{count}} checks hold', { count: checks.length })} />
        )}
        {lie ? null : <Said verdict={verdict} />}
        {inclusion ? (
          <TaskRow
            tone="good"
            title={t('You are counted')}
            detail={
              <>
                <Hex value={inclusion.holder} />{' '}
                {t('with {{amount}}, leaf {{leaf}} of the tree.', {
                  amount: amount(verdict, inclusion.balanceBaseUnits),
                  leaf: inclusion.proof.index,
                })}
              </>
            }
          />
        ) : null}
        {notChecked.length > 0 ? (
          <p className={`muted ${own.notChecked}`}>
            {t('Not checked: {{what}}.', { what: notChecked.map(verifierSays).join('; ') })}
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
          [t('The report says'), <Badge tone={TONES[status] ?? 'ink'}>{status}</Badge>],
          [t('Coverage'), coverage.ppm === null ? t('nothing is owed') : formatPpm(coverage.ppm)],
          [t('Asset'), `${asset.name}, ${asset.issuer}`],
          [
            t('Token'),
            <>
              {token.symbol} <Hex value={token.address} />{' '}
              {t('on chain {{chain}}', { chain: token.chainId })}
            </>,
          ],
          [
            t('As of'),
            t('{{time}}, block {{block}}', { time: formatTime(asOf.time), block: asOf.block }),
          ],
          [t('Redeemable'), amount(verdict, supply.redeemableBaseUnits)],
        ]}
      />
      {reasons.map(({ detail }) => (
        <TaskRow key={detail} tone="quiet" title={verifierSays(detail)} />
      ))}
    </>
  );
}
