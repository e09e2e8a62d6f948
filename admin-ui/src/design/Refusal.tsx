import css from './design.module.css';

interface RefusalProps {
  reason: { code: string; sentence: string; cure?: string };
}

/** Why the contract refuses, and what cures it: said before anybody pays, and where it refused all the same. */
export function Refusal({ reason }: RefusalProps) {
  return (
    <div className={css.notice} role="status">
      <strong>{reason.sentence}</strong>
      {reason.cure ? <div>{reason.cure}</div> : null}
      <div className="mono muted">{reason.code}</div>
    </div>
  );
}
