import css from './design.module.css';
import { t } from '../i18n/i18n.ts';

interface StepsProps {
  label: string;
  steps: readonly string[];
  /** How many are done. */
  done: number;
  failed?: boolean;
}

/** Progress as a thin line of named steps. */
export function Steps({ label, steps, done, failed = false }: StepsProps) {
  return (
    <ol className={css.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          data-done={index < done}
          data-failed={failed && index === done}
          aria-current={index === done - 1 ? 'step' : undefined}
        >
          {step}
          <span className="visually-hidden">
            {index < done ? t(', done') : failed && index === done ? t(', failed') : t(', not yet')}
          </span>
        </li>
      ))}
    </ol>
  );
}
