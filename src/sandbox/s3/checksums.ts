import { createHash } from 'node:crypto';
import { CRCS, type CrcName, combineCrcs, startCrc } from './crc.ts';
import { ServiceError } from './errors.ts';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Of the whole object, or of the parts' checksums (written `<base64>-<parts>`). */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends with `-` and the number of parts. */
  readonly value: string;
}

/** What S3 keeps for an object whose client asked for nothing (since December 2024). */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

export interface RunningChecksum {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

function isCrc(algorithm: ChecksumAlgorithm): algorithm is CrcName {
  return Object.hasOwn(CRCS, algorithm);
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  if (isCrc(algorithm)) return startCrc(algorithm);
  const hash = createHash(algorithm.toLowerCase());
  return {
    update(bytes) {
      hash.update(bytes);
    },
    digest: () => hash.digest(),
  };
}

/** Reads an algorithm's name as clients write it. @throws ServiceError `InvalidRequest`. */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const known = CHECKSUM_ALGORITHMS.find(algorithm => algorithm === name.toUpperCase());
  if (known === undefined) {
    throw new ServiceError('InvalidRequest', {
      message:
        'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    });
  }
  return known;
}

/** The header that carries a checksum: `x-amz-checksum-crc32`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The element that carries a checksum: `ChecksumCRC32`. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** What a request says about its body's checksum. */
export interface ExpectedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** The value from the header; `undefined` when it comes in the trailer or the client leaves it to the server. */
  readonly value: string | undefined;
  readonly inTrailer: boolean;
}

/**
 * Reads the checksum that a request's headers announce; `undefined` when they announce none.
 * @throws ServiceError `InvalidRequest` when there are several.
 */
export function expectedChecksum(headers: ReadonlyMap<string, string>): ExpectedChecksum | undefined {
  const inHeader = CHECKSUM_ALGORITHMS.filter(algorithm => headers.has(checksumHeader(algorithm)));
  if (inHeader.length > 1) {
    throw new ServiceError('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  }
  const [given] = inHeader;
  if (given !== undefined) {
    const value = headers.get(checksumHeader(given)) ?? '';
    if (Buffer.from(value, 'base64').length !== startChecksum(given).digest().length) {
      throw new ServiceError('InvalidRequest', {
        message: `Value for ${checksumHeader(given)} header is invalid.`,
      });
    }
    return { algorithm: given, value, inTrailer: false };
  }
  const trailer =
    headers
      .get('x-amz-trailer')
      ?.toLowerCase()
      .split(',')
      .map(name => name.trim()) ?? [];
  const announced = CHECKSUM_ALGORITHMS.find(algorithm => trailer.includes(checksumHeader(algorithm)));
  if (announced !== undefined) return { algorithm: announced, value: undefined, inTrailer: true };
  const wished = headers.get('x-amz-sdk-checksum-algorithm');
  return wished === undefined
    ? undefined
    : { algorithm: parseAlgorithm(wished), value: undefined, inTrailer: false };
}

/** The type that a multipart upload's checksum has. @throws ServiceError `InvalidRequest` for a combination that cannot be. */
export function multipartType(algorithm: ChecksumAlgorithm, asked: string | undefined): ChecksumType {
  const type = asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const possible =
    (type === 'FULL_OBJECT' && isCrc(algorithm)) || (type === 'COMPOSITE' && algorithm !== 'CRC64NVME');
  if (!possible) {
    throw new ServiceError('InvalidRequest', {
      message: `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    });
  }
  return type === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE';
}

/** The checksum of a completed multipart upload from its parts' (base64) in order. */
export function combineChecksums(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly { readonly value: string; readonly size: number }[],
): Checksum {
  const raw = parts.map(part => Buffer.from(part.value, 'base64'));
  if (type === 'FULL_OBJECT' && isCrc(algorithm)) {
    const combined = combineCrcs(
      algorithm,
      parts.map((part, i) => ({ crc: raw[i] ?? Buffer.alloc(0), size: part.size })),
    );
    return { algorithm, type, value: combined.toString('base64') };
  }
  const running = startChecksum(algorithm);
  for (const checksum of raw) running.update(checksum);
  return { algorithm, type: 'COMPOSITE', value: `${running.digest().toString('base64')}-${parts.length}` };
}
