import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BoundedMap } from '../bounded-map.ts';
import type { StatementResult, WireCell } from '../result.ts';

type Rows = readonly (readonly WireCell[])[];

/** Cells of the rows that travel in the answer itself, and of one chunk. */
const INLINE_CELLS = 60_000;
const CHUNK_CELLS = 200_000;
/** Bytes of compressed chunks that are kept, over all results. */
const KEPT_BYTES = 256 * 1024 * 1024;

const compress = promisify(gzip);

/** Where the rest of a large result is. */
export interface Chunk {
  readonly url: string;
  readonly rowCount: number;
  readonly uncompressedSize: number;
  readonly compressedSize: number;
}

/** Large results in parts that clients fetch by an address that nobody can guess, without any token. */
export class ChunkStore {
  readonly #parts = new BoundedMap<string, Buffer>(KEPT_BYTES);
  readonly #address: () => string;

  /** `address` is the service's URL, known once it listens. */
  constructor(address: () => string) {
    this.#address = address;
  }

  /** Keeps what does not fit into the answer; returns the rows that do, and the chunks of the others in order. */
  async split(
    result: StatementResult,
  ): Promise<{ readonly inline: Rows; readonly chunks: readonly Chunk[] }> {
    const { rows, columns } = result;
    const width = Math.max(columns.length, 1);
    if (rows.length * width <= INLINE_CELLS) return { inline: rows, chunks: [] };
    const first = Math.max(1, Math.floor(INLINE_CELLS / width));
    const step = Math.max(1, Math.floor(CHUNK_CELLS / width));
    const id = randomBytes(16).toString('hex');
    const chunks: Chunk[] = [];
    for (let at = first; at < rows.length; at += step)
      chunks.push(await this.#keep(`${id}/${chunks.length}`, rows.slice(at, at + step)));
    return { inline: rows.slice(0, first), chunks };
  }

  /** The gzipped body of a chunk: rows as JSON arrays, separated by commas. */
  get(key: string): Buffer | undefined {
    return this.#parts.get(key);
  }

  async #keep(key: string, rows: Rows): Promise<Chunk> {
    const text = JSON.stringify(rows).slice(1, -1);
    const body = await compress(text, { level: 1 });
    this.#parts.set(key, body, body.length);
    return {
      url: `${this.#address()}/results/${key}`,
      rowCount: rows.length,
      uncompressedSize: Buffer.byteLength(text),
      compressedSize: body.length,
    };
  }
}
