import { Injectable } from '@nestjs/common';

/** A room whose own contracts mint or burn a token, beside the orders of this one. */
export interface SupplySource {
  /** Whether a once-only id of the token's events is one of its contracts'. */
  knows(tokenId: string, operationId: bigint): Promise<boolean>;
  /** Dollars that came in for it less those that went out, US cents, of blocks after `since` up to `block`. */
  cents(tokenId: string, since: Date, block: number): Promise<bigint>;
}

/** Where a token's supply may come from and go to, other than by a supply order. */
@Injectable()
export class SupplySources {
  private readonly sources: SupplySource[] = [];

  /** Call it in `onModuleInit`. */
  add(source: SupplySource): void {
    this.sources.push(source);
  }

  async know(tokenId: string, operationId: bigint): Promise<boolean> {
    for (const source of this.sources) if (await source.knows(tokenId, operationId)) return true;
    return false;
  }

  async cents(tokenId: string, since: Date, block: number): Promise<bigint> {
    let sum = 0n;
    for (const source of this.sources) sum += await source.cents(tokenId, since, block);
    return sum;
  }
}
