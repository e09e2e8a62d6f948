import { fromHex, joinBytes, keccak256, type Hex, uint256 } from '../integrity/bytes.js';
import type { ListedBar } from './lines.js';

/**
 * The Merkle root of a bar list as `BarVault` takes it: each leaf is hashed twice, leaves ascend, pairs
 * are hashed in ascending order, a last odd node is carried up. The order of the bars does not matter.
 */
export function barListRoot(bars: readonly ListedBar[]): Hex {
  let level = bars.map(barLeaf).sort();
  while (level.length > 1) {
    const above: Hex[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Hex, level[i + 1]];
      above.push(right === undefined ? left : pair(left, right));
    }
    level = above;
  }
  return level[0] ?? `0x${'00'.repeat(32)}`;
}

const pair = (a: Hex, b: Hex): Hex => {
  const [low, high] = a < b ? [a, b] : [b, a];
  return keccak256(joinBytes(fromHex(low, 32), fromHex(high, 32)));
};

/** keccak256(keccak256(abi.encode(refiner, serial, year, gross, fineness, fine))). */
function barLeaf(bar: ListedBar): Hex {
  const [refiner, serial] = [abiText(bar.refiner), abiText(bar.serial)];
  const heads = 6 * 32;
  const encoded = joinBytes(
    uint256(BigInt(heads)),
    uint256(BigInt(heads + refiner.length)),
    uint256(BigInt(bar.year)),
    uint256(BigInt(bar.grossMilliOz)),
    uint256(BigInt(bar.finenessTenths)),
    uint256(BigInt(bar.statedFineMilliOz)),
    refiner,
    serial,
  );
  return keccak256(fromHex(keccak256(encoded), 32));
}

/** Length, then the bytes padded with zeros to whole words. */
function abiText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const padding = new Uint8Array((32 - (bytes.length % 32)) % 32);
  return joinBytes(uint256(BigInt(bytes.length)), bytes, padding);
}
