import type { Check } from '@cadastre/verify';
import { Badge } from '../../design/Badge.tsx';
import { Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { verifierSays } from '../../i18n/verifier.ts';
import type { Tone } from '../../design/states.ts';
import own from './verify.module.css';

const LOOKS: Record<Check['outcome'], { tone: Tone; label: string }> = {
  holds: { tone: 'green', label: t('holds') },
  lie: { tone: 'red', label: t('not true') },
  open: { tone: 'amber', label: t('open') },
};

/** Longer than this is no help to the eye. */
const SHOWN = 240;

/** Each check with what it compared: what does not hold on top, the rest in the order they were made. */
export function CheckList({ checks }: { checks: Check[] }) {
  const wrong = checks.filter(({ outcome }) => outcome !== 'holds');
  const sorted = [...wrong, ...checks.filter(({ outcome }) => outcome === 'holds')];
  return (
    <Panel title={t('Checks')} aside={t('{{count}} made', { count: checks.length })}>
      <ol className={own.checks} tabIndex={0} aria-label={t('Checks')}>
        {sorted.map((check, i) => (
          <Row key={i} check={check} />
        ))}
      </ol>
    </Panel>
  );
}

function Row({ check: { name, what, outcome, stated, found, remark } }: { check: Check }) {
  const { tone, label } = LOOKS[outcome];
  const same = stated !== null && stated === found;
  return (
    <li>
      <div className={own.checkHead}>
        <Badge tone={tone}>{label}</Badge>
        <span>{verifierSays(what)}</span>
        <span className="mono muted">{name}</span>
      </div>
      <div className={own.compared}>
        {stated !== null && !same ? (
          <div>{t('stated {{value}}', { value: cut(stated) })}</div>
        ) : null}
        {found !== null ? (
          <div>
            {same || stated === null
              ? verifierSays(cut(found))
              : t('found {{value}}', { value: verifierSays(cut(found)) })}
          </div>
        ) : null}
        {remark !== null ? <div>{verifierSays(remark)}</div> : null}
      </div>
    </li>
  );
}

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);
