import { useQuery } from '@tanstack/react-query';
import { translateRefusal } from '../i18n/refusals.ts';
import css from './design.module.css';

interface RefusalProps {
  reason: { code: string; sentence: string; cure?: string };
}

/** Why the contract refuses, and what cures it: said before anybody pays, and where it refused all the same. */
export function Refusal({ reason: { code, sentence, cure = '' } }: RefusalProps) {
  const [what, helps] = useSaid([sentence, cure]);
  return (
    <div className={css.notice} role="status">
      <strong>{what}</strong>
      {helps ? <div>{helps}</div> : null}
      <div className="mono muted">{code}</div>
    </div>
  );
}

/** What stands in the way, as the register said it, in the person's language. */
export function Said({ all }: { all: readonly string[] }) {
  return <>{useSaid(all).join(' ')}</>;
}

/** As the register said it until the person's words for it are loaded. */
function useSaid(all: readonly string[]): readonly string[] {
  const said = useQuery({
    queryKey: ['said', ...all],
    queryFn: () => Promise.all(all.map(translateRefusal)),
    placeholderData: [...all],
    staleTime: Infinity,
  });
  return said.data ?? all;
}
