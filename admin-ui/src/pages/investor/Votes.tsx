import { hasCome, isAhead, useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { useWhole } from '../../api/whole.ts';
import css from '../../design/design.module.css';
import { DownloadButton } from '../../design/Documents.tsx';
import { fetchDocument } from '../../api/documents.ts';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { usePublished } from '../offering/offering.ts';
import { Tally } from '../vote/Tally.tsx';
import { usePublicVote } from '../vote/vote.ts';
import { CastVote, type Right } from './CastVote.tsx';

/** Motions in which the investor's wallets have a vote: what they weigh, and how they voted. */
export function Votes() {
  useCrumbs({ label: t('Votes') });
  const rights = useWhole('/api/v1/voting-rights', { refetchInterval: 15_000 });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Votes')}
        sub={t('Who held tokens on the record date decides with them. A vote is final.')}
      />
      <Loaded query={rights}>
        {({ items }) =>
          items.length === 0 ? (
            <Panel title={t('Motions')}>
              <Empty title={t('Nothing to vote on')}>
                {t(
                  'When an issuer puts a motion to its holders, it appears here and in your messages.',
                )}
              </Empty>
            </Panel>
          ) : (
            <>
              {[...Map.groupBy(items, (right) => right.voteId)].map(([id, own]) => (
                <Motion key={id} rights={own} />
              ))}
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function Motion({ rights }: { rights: Right[] }) {
  const clock = useClock();
  const [first] = rights;
  const asset = usePublished(first?.assetId);
  const published = usePublicVote(first?.voteId ?? '', first?.state ?? 'draft');
  if (!first) return null;
  const open =
    first.state === 'voting' && hasCome(first.opensAt, clock) && isAhead(first.closesAt, clock);
  const decimals = asset?.decimals ?? 6;
  return (
    <Panel title={first.title} aside={<StateBadge state={first.state} of="vote" />}>
      <div className={css.wide}>
        <div className={css.tight}>
          <Facts
            items={[
              [t('Asset'), asset?.name],
              [t('Voting'), `${formatTime(first.opensAt)} – ${formatTime(first.closesAt)}`],
              [
                t('Paper'),
                <DownloadButton
                  key="paper"
                  load={() => fetchDocument(first.documentId)}
                  fileName="motion.pdf"
                >
                  {t('Download')}
                </DownloadButton>,
              ],
            ]}
          />
          {rights.map((right) => (
            <CastVote
              key={right.account}
              right={right}
              open={open}
              over={hasCome(first.closesAt, clock)}
              unit={asset?.symbol ?? ''}
              decimals={decimals}
            />
          ))}
        </div>
        <div>{published.data ? <Tally vote={published.data} decimals={decimals} /> : null}</div>
      </div>
    </Panel>
  );
}
