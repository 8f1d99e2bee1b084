/** Cases for the ciphers of old equipment: Triple DES, Blowfish, CAST-128, SEED and RC4. */

import { concatBytes } from '@nacre/core';
import type { CbcMaker, CryptoProvider } from '@nacre/crypto';

import { type ComplianceCase, hex, inPieces, pattern, rejectsMisuse, same } from '../case.js';

interface Suite {
  readonly name: string;
  readonly keySize: number;
  readonly blockSize: number;
  /** Where `iv` is missing it is zero. */
  readonly vectors: readonly {
    readonly source: string;
    readonly key: string;
    readonly iv?: string;
    readonly plain: string;
    readonly cipher: string;
  }[];
}

const TDEA_KEY = '0123456789abcdef23456789abcdef01456789abcdef0123';
const TRIPLE_DES: Suite = {
  name: '3des-cbc',
  keySize: 24,
  blockSize: 8,
  vectors: [
    // "The qufck brown fox jump"
    { source: 'SP 800-67 B.1, block 1', key: TDEA_KEY, plain: '5468652071756663', cipher: 'a826fd8ce53b855f' },
    { source: 'SP 800-67 B.1, block 2', key: TDEA_KEY, plain: '6b2062726f776e20', cipher: 'cce21c8112256fe6' },
    { source: 'SP 800-67 B.1, block 3', key: TDEA_KEY, plain: '666f78206a756d70', cipher: '68d5c05dd9b6b900' },
  ],
};
const BLOWFISH: Suite = {
  name: 'blowfish-cbc',
  keySize: 16,
  blockSize: 8,
  vectors: [
    {
      source: "the CBC vector of Eric Young's collection", // "7654321 Now is the time for " and four zeros
      key: '0123456789abcdeff0e1d2c3b4a59687',
      iv: 'fedcba9876543210',
      plain: '37363534333231204e6f77206973207468652074696d6520666f722000000000',
      cipher: '6b77b4d63006dee605b156e27403979358deb9e7154616d959f1652bd5ff92cc',
    },
  ],
};
const CAST_128: Suite = {
  name: 'cast128-cbc',
  keySize: 16,
  blockSize: 8,
  vectors: [
    {
      source: 'RFC 2144 appendix B.1',
      key: '0123456712345678234567893456789a',
      plain: '0123456789abcdef',
      cipher: '238b4fe5847e44b2',
    },
  ],
};
const SEED: Suite = {
  name: 'seed-cbc',
  keySize: 16,
  blockSize: 16,
  vectors: [
    {
      source: 'RFC 4269 appendix B.1',
      key: '00000000000000000000000000000000',
      plain: '000102030405060708090a0b0c0d0e0f',
      cipher: '5ebac6e0054e166819aff1cc6d346cdb',
    },
    {
      source: 'RFC 4269 appendix B.2',
      key: '000102030405060708090a0b0c0d0e0f',
      plain: '00000000000000000000000000000000',
      cipher: 'c11f22f20140505084483597e4370f43',
    },
  ],
};

/** RFC 6229 section 2: key stream at the offsets 0 and 1536, where arcfour128 and arcfour256 begin. */
const ARCFOUR = [
  {
    key: '0102030405060708090a0b0c0d0e0f10',
    start: '9ac7cc9a609d1ef7b2932899cde41b97',
    at1536: 'ffa0b514647ec04f6306b892ae661181',
  },
  {
    key: '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20',
    start: 'eaa6bd25880bf93d3f5d1e4ca2611d91',
    at1536: '3e34135c79db010200767651cf263073',
  },
];

type Cases = (provider: CryptoProvider) => readonly ComplianceCase[];

export const tripleDesCases: Cases = ({ tripleDesCbc }) => cbcCases(TRIPLE_DES, tripleDesCbc);
export const blowfishCases: Cases = ({ blowfishCbc }) => cbcCases(BLOWFISH, blowfishCbc);
export const cast128Cases: Cases = ({ cast128Cbc }) => cbcCases(CAST_128, cast128Cbc);
export const seedCases: Cases = ({ seedCbc }) => cbcCases(SEED, seedCbc);

export function* arcfourCases({ arcfour }: CryptoProvider): Generator<ComplianceCase> {
  if (arcfour === undefined) return;
  for (const { key, start, at1536 } of ARCFOUR) {
    yield {
      name: `arcfour: RFC 6229 with ${4 * key.length} bits, whole and in pieces, from a key that is then erased`,
      run() {
        const ownKey = hex(key);
        const whole = arcfour(ownKey);
        ownKey.fill(0);
        const stream = Uint8Array.from(whole.update(new Uint8Array(1552)));
        same(stream.subarray(0, 16), start);
        same(stream.subarray(1536), at1536);
        same(inPieces(arcfour(hex(key)), new Uint8Array(1552), 7), stream);
        const again = arcfour(hex(key));
        again.update(new Uint8Array(1536));
        same(again.update(hex(at1536)), new Uint8Array(16));
      },
    };
  }
  yield {
    name: 'arcfour: refuses other key sizes',
    async run() {
      for (const size of [0, 5, 24, 33]) await rejectsMisuse(() => arcfour(new Uint8Array(size)));
    },
  };
}

function cbcCases({ name, keySize, blockSize, vectors }: Suite, make: CbcMaker | undefined): readonly ComplianceCase[] {
  if (make === undefined) return [];
  const known = vectors.map(({ source, key, iv, plain, cipher }) => ({
    name: `${name}: ${source}, both ways`,
    run() {
      const start = iv === undefined ? new Uint8Array(blockSize) : hex(iv);
      same(make('encrypt', hex(key), start).update(hex(plain)), cipher);
      same(make('decrypt', hex(key), start).update(hex(cipher)), plain);
    },
  }));
  return [
    ...known,
    {
      name: `${name}: chains blocks from call to call, and keeps its own key and iv`,
      run: () => chains(make, keySize, blockSize),
    },
    {
      name: `${name}: refuses keys and ivs of other sizes`,
      async run() {
        for (const size of [0, keySize - 8, keySize + 1])
          await rejectsMisuse(() => make('encrypt', new Uint8Array(size), new Uint8Array(blockSize)));
        for (const size of [0, blockSize - 1, 2 * blockSize])
          await rejectsMisuse(() => make('decrypt', new Uint8Array(keySize), new Uint8Array(size)));
      },
    },
  ];
}

/** CBC written out (SP 800-38A section 6.2) over the cipher's own single blocks. */
function chains(make: CbcMaker, keySize: number, blockSize: number): void {
  const [key, iv, plain] = [pattern(keySize), pattern(blockSize + 1).subarray(1), pattern(6 * blockSize)];
  const blocks: Uint8Array[] = [];
  let previous: Uint8Array = Uint8Array.from(iv);
  for (let i = 0; i < plain.length; i += blockSize) {
    const mixed = plain.subarray(i, i + blockSize).map((byte, j) => byte ^ (previous[j] as number));
    previous = Uint8Array.from(make('encrypt', key, new Uint8Array(blockSize)).update(mixed));
    blocks.push(previous);
  }
  const expected = concatBytes(...blocks);
  for (const count of [1, 2, 3, 6]) {
    const [ownKey, ownIv] = [Uint8Array.from(key), Uint8Array.from(iv)];
    const ciphers = [make('encrypt', ownKey, ownIv), make('decrypt', ownKey, ownIv)] as const;
    ownKey.fill(0);
    ownIv.fill(0);
    same(inPieces(ciphers[0], plain, count * blockSize), expected);
    same(inPieces(ciphers[1], expected, count * blockSize), plain);
  }
}
