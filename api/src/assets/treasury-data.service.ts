import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDays,
  curveKnownAt,
  mergeCurves,
  newYorkDate,
  type ParCurve,
  parseCurveCsv,
  parseSecuritiesCsv,
  securitiesByCusip,
  type TreasurySecurity,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';

/** Calendar days after which the newest curve is too old to value anything. */
const CURVE_GOOD_FOR_DAYS = 5;

export interface CurveNow {
  curve: ParCurve;
  stale: boolean;
  /** Publisher and file of this very row. */
  source: string;
}

/** The official Treasury files: which securities exist, and what money costs per day. */
@Injectable()
export class TreasuryData {
  readonly securities: ReadonlyMap<string, TreasurySecurity>;
  private readonly curves: ParCurve[];
  private readonly fileOf = new Map<ParCurve, string>();
  private readonly folder: string;
  private readonly masters: string[];

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    const folder = join(config.env.DATA_DIR, 'treasuries');
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    const files = readdirSync(folder).sort();
    const masters = files.filter(
      (file) => /^treasury_auctions_.*\.csv$/.test(file) && !(config.production && isSample(file)),
    );
    const curveFiles = files.filter((file) => /^(par_yield_curve|cmt_).*\.csv$/.test(file));
    if (masters.length === 0 || curveFiles.length === 0) {
      throw new Error(
        `${folder} needs treasury_auctions_*.csv and par_yield_curve_*.csv or cmt_*.csv`,
      );
    }
    this.folder = folder;
    this.masters = masters;
    this.securities = securitiesByCusip(masters.flatMap((file) => parseSecuritiesCsv(read(file))));
    const histories = curveFiles.map((file) => {
      const curves = parseCurveCsv(read(file));
      for (const curve of curves) this.fileOf.set(curve, file);
      return curves;
    });
    this.curves = mergeCurves(histories);
  }

  /** Domain today in New York, where the securities mature. */
  today(): string {
    return newYorkDate(unix(this.clock.now()));
  }

  /** The newest curve already published, undefined before the first. */
  curveNow(): CurveNow | undefined {
    return this.curveAt(this.clock.now());
  }

  /** The newest curve known at an instant, or the one of `date` if that is not after it. */
  curveAt(instant: Date, date?: string): CurveNow | undefined {
    const at = unix(instant);
    const newest = curveKnownAt(this.curves, at);
    const named = this.curves.find((curve) => curve.date === date);
    const curve = named && newest && named.date <= newest.date ? named : newest;
    if (!curve) return undefined;
    const stale = addDays(curve.date, CURVE_GOOD_FOR_DAYS) < newYorkDate(at);
    const file = this.fileOf.get(curve) ?? '';
    return { curve, stale, source: `U.S. Treasury par yield curve, ${file}` };
  }

  /** The official files themselves: the one this curve is a row of, and the securities master. */
  originals(curve: ParCurve): { name: string; role: 'curve' | 'securities'; bytes: Buffer }[] {
    const read = (role: 'curve' | 'securities') => (name: string) => ({
      name,
      role,
      bytes: readFileSync(join(this.folder, name)),
    });
    const file = this.fileOf.get(curve);
    return [...(file ? [read('curve')(file)] : []), ...this.masters.map(read('securities'))];
  }
}

/** What does not exist is held in demonstrations only. */
const isSample = (file: string): boolean => file.startsWith('treasury_auctions_sample_');

const unix = (instant: Date): number => Math.floor(instant.getTime() / 1000);
