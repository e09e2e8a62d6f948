import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { Config } from './config.js';
import { Refused } from './problem.js';

export interface Country {
  alpha2: string;
  /** ISO 3166-1 numeric, as the chain's registry stores it. */
  numeric: number;
  name: string;
}

/** The official country codes (ISO 3166-1), read from the data folder at start-up. */
@Injectable()
export class Countries {
  private readonly byAlpha2 = new Map<string, Country>();

  constructor(config: Config) {
    const file = join(config.env.DATA_DIR, 'iso', 'iso3166-1.csv');
    const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
    for (const { alpha2 = '', numeric = '', short_name: name = '' } of rows) {
      this.byAlpha2.set(alpha2, { alpha2, numeric: Number(numeric), name });
    }
  }

  /**
   * @param pointer to the field of a request that named it
   * @throws Refused `unknown_country`
   */
  require(alpha2: string, pointer?: string): Country {
    const country = this.byAlpha2.get(alpha2);
    if (country) return country;
    const detail = `"${alpha2}" is not a country code of ISO 3166-1: use two capitals such as DE or US.`;
    throw new Refused(
      'unknown_country',
      detail,
      pointer === undefined ? {} : { errors: [{ pointer, detail }] },
    );
  }

  all(): Country[] {
    return [...this.byAlpha2.values()];
  }
}
