import { ServiceError } from './errors.ts';

const CRLF = Buffer.from('\r\n');

/** Reads lines and runs of bytes from a stream of chunks, whatever their borders. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }

  /** The next line without its CRLF; `undefined` at the end. @throws ServiceError `IncompleteBody` when it has more than `limit` bytes. */
  async line(limit = 8192): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf(CRLF);
      if (end > limit || (end < 0 && this.#rest.length > limit)) throw new ServiceError('IncompleteBody');
      if (end >= 0) {
        const line = this.#rest.toString('utf8', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  /** Some bytes, `max` at most; `undefined` at the end. */
  async some(max: number): Promise<Buffer | undefined> {
    if (this.#rest.length === 0 && !(await this.#more())) return undefined;
    const piece = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}
