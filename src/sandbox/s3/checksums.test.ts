import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { combineChecksums, multipartType, startChecksum } from './checksums.ts';
import { combineCrcs, startCrc } from './crc.ts';

function checksum(algorithm: Parameters<typeof startChecksum>[0], text: string): Buffer {
  const running = startChecksum(algorithm);
  running.update(Buffer.from(text));
  return running.digest();
}

describe('checksums', () => {
  it('are those of the catalogue of CRCs and of RFC 3174 and 6234', () => {
    const known = {
      CRC32: ['123456789', 'cbf43926'],
      CRC32C: ['123456789', 'e3069283'],
      CRC64NVME: ['123456789', 'ae8b14860a799888'],
      SHA1: ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
      SHA256: ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    } as const;
    for (const [algorithm, [text, expected]] of Object.entries(known)) {
      assert.equal(checksum(algorithm as keyof typeof known, text).toString('hex'), expected);
    }
  });

  it('of parts combine to that of the whole', () => {
    const parts = ['x'.repeat(100_000), '', 'y', 'z'.repeat(99_999)];
    for (const name of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
      const combined = combineCrcs(
        name,
        parts.map(part => ({ crc: checksum(name, part), size: part.length })),
      );
      const whole = startCrc(name);
      whole.update(Buffer.from(parts.join('')));
      assert.equal(combined.toString('hex'), whole.digest().toString('hex'));
    }
  });

  it('composite ones name the number of parts', () => {
    const parts = ['a', 'b'].map(text => ({ value: checksum('SHA256', text).toString('base64'), size: 1 }));
    assert.match(combineChecksums('SHA256', 'COMPOSITE', parts).value, /^[\w+/]{43}=-2$/);
  });

  it('have only the types that S3 allows', () => {
    assert.equal(multipartType('CRC64NVME', undefined), 'FULL_OBJECT');
    assert.equal(multipartType('CRC32', undefined), 'COMPOSITE');
    assert.equal(multipartType('CRC32', 'FULL_OBJECT'), 'FULL_OBJECT');
    assert.throws(() => multipartType('SHA256', 'FULL_OBJECT'), { name: 'InvalidRequest' });
    assert.throws(() => multipartType('CRC64NVME', 'COMPOSITE'), { name: 'InvalidRequest' });
  });
});
