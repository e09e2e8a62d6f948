import css from './design.module.css';

interface RefusalProps {
  reason: { code: string; sentence: string; cure: string };
}

/** Why the contract would refuse, and what cures it: said before anybody pays. */
export function Refusal({ reason }: RefusalProps) {
  return (
    <div className={css.notice} role="status">
      <strong>{reason.sentence}</strong>
      <div>{reason.cure}</div>
      <div className="mono muted">{reason.code}</div>
    </div>
  );
}
