import { crc32 } from 'node:zlib';

/** The reflected polynomials of the cyclic redundancy checks that S3 knows, and their widths. */
export const CRCS = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
} as const;

export type CrcName = keyof typeof CRCS;

/** A running check over the bytes given to `update`. */
export interface RunningCrc {
  update(bytes: Buffer): void;
  /** The check of everything so far, most significant byte first. */
  digest(): Buffer;
}

/** Lower and upper halves of each byte's remainder. */
interface CrcTable {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

function makeTable(polynomial: bigint): CrcTable {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let remainder = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = (remainder & 1n) === 1n ? (remainder >> 1n) ^ polynomial : remainder >> 1n;
    }
    low[byte] = Number(remainder & 0xffffffffn);
    high[byte] = Number(remainder >> 32n);
  }
  return { low, high };
}

const tables = new Map<CrcName, CrcTable>();

function tableOf(name: CrcName): CrcTable {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const table = makeTable(CRCS[name].polynomial);
  tables.set(name, table);
  return table;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function zlibCrc32(): RunningCrc {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest: () => word(value),
  };
}

function crc32c(): RunningCrc {
  const { low } = tableOf('CRC32C');
  let value = ~0;
  return {
    update(bytes) {
      let running = value;
      // Every index is a byte, so the table always has an entry: `| 0` only satisfies the type.
      for (let i = 0; i < bytes.length; i += 1) {
        running = (low[(running ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (running >>> 8);
      }
      value = running;
    },
    digest: () => word(~value),
  };
}

/** Two 32-bit halves: bigint arithmetic would be a hundred times slower. */
function crc64nvme(): RunningCrc {
  const table = tableOf('CRC64NVME');
  let high = ~0;
  let low = ~0;
  return {
    update(bytes) {
      let h = high;
      let l = low;
      for (let i = 0; i < bytes.length; i += 1) {
        const index = (l ^ (bytes[i] ?? 0)) & 255;
        l = ((l >>> 8) | (h << 24)) ^ (table.low[index] ?? 0);
        h = (h >>> 8) ^ (table.high[index] ?? 0);
      }
      high = h;
      low = l;
    },
    digest: () => Buffer.concat([word(~high), word(~low)]),
  };
}

/** Starts a check. CRC32 is zlib's own, which is many times faster than a table in JavaScript. */
export function startCrc(name: CrcName): RunningCrc {
  switch (name) {
    case 'CRC32':
      return zlibCrc32();
    case 'CRC32C':
      return crc32c();
    case 'CRC64NVME':
      return crc64nvme();
  }
}

type Matrix = readonly bigint[];

function times(matrix: Matrix, vector: bigint): bigint {
  let sum = 0n;
  let rest = vector;
  for (let i = 0; rest !== 0n; i += 1, rest >>= 1n) {
    if ((rest & 1n) === 1n) sum ^= matrix[i] ?? 0n;
  }
  return sum;
}

function square(matrix: Matrix): Matrix {
  return matrix.map(column => times(matrix, column));
}

/** The linear map that appending `length` zero bytes applies to a check (zlib's crc32_combine, for any width). */
function appendZeros(name: CrcName, length: number): (crc: bigint) => bigint {
  const { bits, polynomial } = CRCS[name];
  const oneBit: Matrix = [polynomial, ...Array.from({ length: bits - 1 }, (_, i) => 1n << BigInt(i))];
  let power = square(square(square(oneBit)));
  const factors: Matrix[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) factors.push(power);
    power = square(power);
  }
  return crc => factors.reduce((value, factor) => times(factor, value), crc);
}

/** The check of parts put one after the other, from each part's check and length in bytes. */
export function combineCrcs(
  name: CrcName,
  parts: readonly { readonly crc: Buffer; readonly size: number }[],
): Buffer {
  // Parts of one upload nearly all have the same length, and its map is what costs.
  const maps = new Map<number, (crc: bigint) => bigint>();
  let combined = 0n;
  for (const { crc, size } of parts) {
    const map = maps.get(size) ?? appendZeros(name, size);
    maps.set(size, map);
    combined = map(combined) ^ BigInt(`0x${crc.toString('hex')}`);
  }
  return Buffer.from(combined.toString(16).padStart(CRCS[name].bits / 4, '0'), 'hex');
}
