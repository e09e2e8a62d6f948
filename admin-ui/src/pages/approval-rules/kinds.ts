import { words } from '../../design/format.ts';

/** `distribution.pay` → `Distribution: pay`. */
export function kindName(kind: string): string {
  const [subject = '', verb = ''] = kind.split('.');
  return verb ? `${words(subject)}: ${words(verb).toLowerCase()}` : words(subject);
}
