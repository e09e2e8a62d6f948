import { mediaTypeOf } from '../api/documents.ts';
import { t } from '../i18n/i18n.ts';
import { formatBytes } from './format.ts';

/** The most the register takes of one paper. */
const MOST_BYTES = 20 * 1024 * 1024;
/** The longest name of one. */
const MOST_CHARACTERS = 200;

/** What the files of a kind begin with; text begins as it likes. */
const BEGINNINGS: Readonly<Record<string, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
};

/** Why a file is not sent at all; null where the register is to look at it. */
export async function fileProblem(file: File): Promise<string | null> {
  const { name, size } = file;
  if (name.length > MOST_CHARACTERS) {
    return t('The name of the file is too long: {{most}} characters at most.', {
      most: MOST_CHARACTERS,
    });
  }
  if (size === 0) return t('{{name}} is empty.', { name });
  if (size > MOST_BYTES) {
    return t('{{name}} has {{size}}: 20 MiB at most.', { name, size: formatBytes(size) });
  }
  const type = mediaTypeOf(name);
  if (type === null) return t('{{name}} is of a kind that is not taken.', { name });
  const beginning = BEGINNINGS[type];
  if (!beginning) return null;
  const head = new Uint8Array(await file.slice(0, beginning.length).arrayBuffer());
  return beginning.every((byte, at) => head[at] === byte)
    ? null
    : t('{{name}} is not what its name says: save it anew from the program it was made with.', {
        name,
      });
}
