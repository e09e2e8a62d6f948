import { useEffect, type ReactNode } from 'react';
import css from './design.module.css';

interface PageHeadProps {
  title: string;
  badge?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
}

/** The one h1 of a page: what it is, its state, and the next action. Names the browser tab too. */
export function PageHead({ title, badge, sub, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Cadastre`;
  }, [title]);
  return (
    <div className={css.head}>
      <div style={{ minWidth: 0 }}>
        <div className={css.headTitle}>
          <h1>{title}</h1>
          {badge}
        </div>
        {sub ? <div className={css.sub}>{sub}</div> : null}
      </div>
      {actions ? <div className={css.actions}>{actions}</div> : null}
    </div>
  );
}

interface PanelProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A ruled sheet with a heading. */
export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className={css.panel} aria-label={title}>
      <div className={css.panelHead}>
        <h2>{title}</h2>
        {aside ? <div className={css.panelAside}>{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** Nothing here yet, and what to do about it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <strong>{title}</strong>
      {children}
      {action ? <div>{action}</div> : null}
    </div>
  );
}

/** One line that waits for a person, with the action that moves it. */
export function TaskRow({
  title,
  detail,
  action,
  tone,
}: {
  title: string;
  detail?: ReactNode;
  action?: ReactNode;
  tone?: 'quiet' | 'good' | 'bad';
}) {
  return (
    <div className={`${css.task} ${tone ? css[tone] : ''}`}>
      <div>
        <strong>{title}</strong> {detail ? <span className="muted">{detail}</span> : null}
      </div>
      {action}
    </div>
  );
}

/** Pairs of name and value. */
export function Facts({ items }: { items: [string, ReactNode][] }) {
  return (
    <dl className={css.facts}>
      {items.map(([name, value]) => (
        <FactsRow key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function FactsRow({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value ?? '–'}</dd>
    </>
  );
}
