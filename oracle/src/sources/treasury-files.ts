import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  curveKnownAt,
  isBondMarketDay,
  mergeCurves,
  parseCurveCsv,
  parseSecuritiesCsv,
  securitiesByCusip,
  sha256,
  TableError,
  type ParCurve,
  type TreasurySecurity,
} from '@cadastre/core';
import { Refusal } from '../platform/refusal.js';
import { parseCurveXml } from './curve-xml.js';
import type { RawDocument } from './document.js';

const CURVE_FILE = /^(cmt_|par_yield_curve_).*\.(csv|xml)$/;
const MASTER_FILE = /^treasury_auctions_.*\.csv$/;

/** The official data at an instant, with the files it came from. */
export interface TreasuryData {
  securities: ReadonlyMap<string, TreasurySecurity>;
  /** Newest curve whose 16:00 in New York has passed; undefined when there is none. */
  curve: ParCurve | undefined;
  documents: RawDocument[];
}

interface Parsed {
  version: string;
  document: RawDocument;
  curves: ParCurve[];
  securities: TreasurySecurity[];
}

/** The folder of official files. A file is read and parsed again only when it changed. */
export class TreasuryFiles {
  private readonly cache = new Map<string, Parsed>();

  constructor(private readonly folder: string) {}

  /**
   * @throws Refusal `DATA_UNREADABLE` (no folder or no file), `DATA_MALFORMED` (a file that is not the
   *   table it should be; the message names file, line and cause), `CURVE_ON_HOLIDAY`
   */
  async at(now: number): Promise<TreasuryData> {
    const files = await Promise.all((await this.names()).map((name) => this.read(name, now)));
    const curves = mergeCurves(files.map((file) => file.curves));
    const curve = curveKnownAt(curves, now);
    const isOfDay = (file: Parsed) => file.curves.some((c) => c.date === curve?.date);
    if (curve && !isBondMarketDay(curve.date)) {
      throw new Refusal(
        'CURVE_ON_HOLIDAY',
        `There is a curve of ${curve.date}, on which the bond market was closed: check the file.`,
      ).about(...files.filter(isOfDay).map((file) => file.document));
    }
    const used = files.filter((file) => file.securities.length > 0 || isOfDay(file));
    return {
      securities: securitiesByCusip(files.flatMap((file) => file.securities)),
      curve,
      documents: used.map((file) => file.document),
    };
  }

  private async names(): Promise<string[]> {
    const all = await readdir(this.folder).catch((error: unknown) => {
      throw new Refusal('DATA_UNREADABLE', `The data folder cannot be read (${codeOf(error)}).`);
    });
    const names = all.filter((name) => CURVE_FILE.test(name) || MASTER_FILE.test(name)).sort();
    if (
      !names.some((name) => CURVE_FILE.test(name)) ||
      !names.some((name) => MASTER_FILE.test(name))
    ) {
      throw new Refusal(
        'DATA_UNREADABLE',
        'The data folder lacks a curve file or a securities master.',
      );
    }
    return names;
  }

  private async read(name: string, now: number): Promise<Parsed> {
    const path = join(this.folder, name);
    let document: RawDocument | undefined;
    try {
      const { mtimeMs, size } = await stat(path);
      const version = `${mtimeMs} ${size}`;
      const known = this.cache.get(name);
      if (known?.version === version) return known;
      const bytes = await readFile(path);
      document = { source: `file:${name}`, bytes, sha256: sha256(bytes), fetchedAt: now };
      const parsed = { version, document, ...parseTreasuryFile(name, bytes) };
      this.cache.set(name, parsed);
      return parsed;
    } catch (error) {
      if (document && error instanceof TableError) {
        const what = `${name}: ${error.message} [${error.code}]`;
        throw new Refusal('DATA_MALFORMED', what).about(document);
      }
      if (error instanceof Error && 'syscall' in error) {
        throw new Refusal('DATA_UNREADABLE', `${name} cannot be read (${codeOf(error)}).`);
      }
      throw error;
    }
  }
}

/** The system's name for what went wrong, such as ENOENT. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** What one official file holds, known by its name. @throws TableError */
export function parseTreasuryFile(
  name: string,
  bytes: Buffer,
): Pick<Parsed, 'curves' | 'securities'> {
  const text = bytes.toString('utf8');
  const isCurve = CURVE_FILE.test(name);
  return {
    curves: isCurve ? parseCurve(name, text) : [],
    securities: isCurve ? [] : parseSecuritiesCsv(text),
  };
}

const parseCurve = (name: string, text: string): ParCurve[] =>
  name.endsWith('.xml') ? parseCurveXml(text) : parseCurveCsv(text);
