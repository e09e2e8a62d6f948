import { type ApiProblem, asProblem } from '../api/problem.ts';
import { t } from '../i18n/i18n.ts';
import css from './design.module.css';
import { useUntold } from './Form.tsx';
import { words } from './format.ts';

/** A refusal: what, why in plain words, which field where none in the form tells it, and its stable code. */
export function ProblemNotice({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return <Told problem={asProblem(error)} />;
}

function Told({ problem }: { problem: ApiProblem }) {
  const untold = useUntold(problem.errors);
  const { code, detail, errors } = problem;
  // The details there may be all there is to say, or this one say no more than that there are some.
  const allThere =
    errors.some((e) => code === 'invalid_body' || e.detail === detail) ||
    (errors.length > 0 && errors.map((e) => e.detail).join(' ') === detail);
  const saidAtFields = allThere && untold.length === 0;
  const others = untold.filter((e) => saidAtFields || e.detail !== problem.detail);
  return (
    <div className={css.notice} role="alert">
      <strong>{problem.title}</strong>
      <div>{saidAtFields ? t('See the fields that are marked.') : problem.detail}</div>
      {others.length > 0 ? (
        <ul>
          {others.map((e) => (
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
