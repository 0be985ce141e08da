import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { badRequest } from './answer.ts';

/** Bytes of a request, as sent and once inflated: no statement with its binds comes near. */
const MAX_BODY = 64 * 1024 * 1024;

const inflate = promisify(gunzip);

/**
 * Reads a request's JSON; `{}` when there is none. Throws a SnowflakeError when it is too large, compressed in an unknown
 * way, or no JSON: the drivers would send a refused request again and again if it were refused by HTTP's own codes.
 */
export async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const sent = await readBytes(incoming);
  const bytes = await decode(sent, incoming.headers['content-encoding']);
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw badRequest('The body of the request is not JSON.');
  }
}

/** What is too large is read on and thrown away: a client whose connection is cut would not see the answer. */
function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    incoming.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length <= MAX_BODY) pieces.push(piece);
      else if (pieces.length > 0) {
        pieces.length = 0;
        reject(tooLarge());
      }
    });
    incoming.once('end', () => resolve(Buffer.concat(pieces)));
    incoming.once('error', reject);
    incoming.once('close', () => reject(badRequest('The connection was closed before the request ended.')));
  });
}

async function decode(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
  switch (encoding?.toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return bytes;
    case 'gzip':
      if (bytes.length === 0) return bytes;
      try {
        return await inflate(bytes, { maxOutputLength: MAX_BODY });
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        throw code === 'ERR_BUFFER_TOO_LARGE'
          ? tooLarge()
          : badRequest('The body of the request is not gzip.');
      }
    default:
      throw badRequest(`Unknown content encoding '${encoding}'.`);
  }
}

function tooLarge(): Error {
  return badRequest(`The request is larger than ${MAX_BODY / 1024 / 1024} MiB.`);
}
