import { asProblem } from '../api/problem.ts';
import { t } from '../i18n/i18n.ts';
import css from './design.module.css';
import { words } from './format.ts';

/** A refusal: what, why in plain words, which field, and its stable code. */
export function ProblemNotice({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const problem = asProblem(error);
  return (
    <div className={css.notice} role="alert">
      <strong>{problem.title}</strong>
      <div>{problem.detail}</div>
      {problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map((e) => (
            <li key={e.pointer + e.detail}>
              <strong>{fieldName(e.pointer)}</strong>: {e.detail}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mono muted" style={{ marginTop: 4 }}>
        {problem.code}
      </div>
    </div>
  );
}

/** `/positions/3/faceCents` → `Positions 4, face cents`. */
function fieldName(pointer: string): string {
  const parts = pointer.split('/').filter(Boolean);
  const said = parts.map((part) =>
    /^\d+$/.test(part) ? String(Number(part) + 1) : part.replace(/([A-Z])/g, ' $1').toLowerCase(),
  );
  return said.length > 0 ? words(said.join(' ')) : t('Request');
}
