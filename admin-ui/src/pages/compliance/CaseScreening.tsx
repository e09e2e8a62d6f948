import type { KycCase, ScreeningHit } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatTime } from '../../design/format.ts';
import { Empty, Panel } from '../../design/Page.tsx';
import { HitDecision } from './HitDecision.tsx';
import { formatScore, HitSides } from './HitSides.tsx';
import own from './compliance.module.css';
import { t } from '../../i18n/staff.ts';

interface CaseScreeningProps {
  screening: Pick<NonNullable<KycCase['screening']>, 'hits' | 'hitCount' | 'openHits'>;
  /** Whether the viewer decides hits. */
  officer: boolean;
  /** Whether it is not the applicant's own name but its owners'. */
  ofOwners?: boolean;
}

/** Every possible match with the person on one side and the list's entry on the other. */
export function CaseScreening({ screening, officer, ofOwners = false }: CaseScreeningProps) {
  const { hits, hitCount, openHits } = screening;
  if (hits.length === 0) {
    return (
      <Panel title={ofOwners ? t('Screening of the owners') : t('Screening')}>
        <Empty title={t('No match')}>{t('No name on the lists is like the name given.')}</Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title={
        ofOwners
          ? t('{{count}} possible matches of the owners', { count: hitCount })
          : t('{{count}} possible matches', { count: hitCount })
      }
      aside={openHits > 0 ? t('decide each; only then can you approve') : undefined}
    >
      <div className={css.tight}>
        {hits.map((hit) => (
          <CaseHit key={hit.id} hit={hit} officer={officer} />
        ))}
      </div>
    </Panel>
  );
}

function CaseHit({ hit, officer }: { hit: ScreeningHit; officer: boolean }) {
  return (
    <div>
      <div className={own.hitHead}>
        <StateBadge state={hit.state} />
        <span>
          {formatScore(hit.score)} · {hit.list.name}, {hit.list.asOf}
        </span>
      </div>
      {hit.detail ? (
        <HitSides hit={hit} detail={hit.detail} />
      ) : (
        <p className="muted">{t('Names are sealed: your role sees the score only.')}</p>
      )}
      {hit.decisionReason ? (
        <p className="muted">
          {hit.decidedAt ? `${formatTime(hit.decidedAt)}: ` : ''}
          {hit.decisionReason}
        </p>
      ) : null}
      {hit.lapseReason ? (
        <p className="muted">
          {hit.lapsedAt ? `${formatTime(hit.lapsedAt)}: ` : ''}
          {hit.lapseReason}
        </p>
      ) : null}
      {officer ? <HitDecision hit={hit} /> : null}
    </div>
  );
}
