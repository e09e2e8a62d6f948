import { BUNDLE_FILES } from '@cadastre/core';
import { unzipSync } from 'fflate';
import type { Protocol } from './protocol.js';

/** What was handed in: a bundle has every file, a report or a paper is one of them alone. */
export interface Evidence {
  kind: 'bundle' | 'report' | 'paper';
  files: ReadonlyMap<string, Uint8Array>;
}

/** Nobody's evidence is larger unpacked; a small file that claims more is not opened. */
export const MAX_UNPACKED_BYTES = 1 << 30;

/** What the first bytes say it is. @throws Lie `file.kind`, `file.zip`, `file.size` */
export function openEvidence(bytes: Uint8Array, protocol: Protocol): Evidence {
  const begins = (...head: number[]) => head.every((byte, i) => bytes[i] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return { kind: 'bundle', files: unzip(bytes, protocol) };
  if (begins(0x25, 0x50, 0x44, 0x46)) {
    return { kind: 'paper', files: new Map([[BUNDLE_FILES.pdf, bytes]]) };
  }
  if (begins(0x7b)) return { kind: 'report', files: new Map([[BUNDLE_FILES.report, bytes]]) };
  return protocol.lie(
    'file.kind',
    'The file is an evidence bundle, a report in JSON or its PDF',
    'It begins like none of them: it is another file, or its beginning is damaged.',
  );
}

function unzip(bytes: Uint8Array, protocol: Protocol): Map<string, Uint8Array> {
  const what = 'The bundle is a whole zip file, each name in it once';
  const names: string[] = [];
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        names.push(name);
        total += originalSize;
        return total <= MAX_UNPACKED_BYTES;
      },
    });
    if (total > MAX_UNPACKED_BYTES) {
      protocol.lie('file.size', 'The bundle is of a size that can be opened', `${total} bytes`);
    }
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    protocol.holds(
      'file.zip',
      what,
      twice === undefined,
      `${names.length} files`,
      `${twice} twice`,
    );
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof Error && 'check' in error) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return protocol.lie('file.zip', what, `It is truncated or was changed: ${why}.`);
  }
}
