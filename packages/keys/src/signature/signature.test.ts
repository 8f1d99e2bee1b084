import { beforeAll, describe, expect, test } from 'vitest';

import { concatBytes, encodeUtf8, fromHex } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { decode, encode } from '@nacre/wire';

import { readSshSig, signedBytes, writeSshSig } from '../../test/sshsig.js';
import { crypto, failure, fixture, fixtureBytes, providers, sshKeygen } from '../../test/support.js';
import { Signature, type SignatureFields } from '../generated/index.js';
import { parsePrivateKey } from '../private-key/parse.js';
import type { PrivateKey } from '../private-key/private-key.js';
import { formatPublicKey, parsePublicKey } from '../public-key/openssh-line.js';
import { publicKeyFromBlob } from '../public-key/public-key.js';
import { type Signer, signWith } from './signer.js';
import { verifySignature } from './verify.js';

const NAMES = ['ed25519', 'ecdsa', 'rsa'] as const;
const ALGORITHMS = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'] as const;
const DATA = encodeUtf8('data to be signed');

const keys = new Map<string, PrivateKey>();
const keyOf = (name: string): PrivateKey => keys.get(name) as PrivateKey;
const keyFor = (algorithm: string): PrivateKey =>
  [...keys.values()].find(key => key.algorithms.includes(algorithm)) as PrivateKey;

beforeAll(async () => {
  for (const name of NAMES) keys.set(name, await parsePrivateKey(fixture(name), { crypto }));
});

describe.each(providers)('signatures of others, provider $name', provider => {
  test.each(NAMES)('%s: one that ssh-keygen made is right, and wrong for other data', async name => {
    const sig = readSshSig(fixture(`${name}.sshsig`));
    const algorithm = decode(Signature, sig.signature).body.algorithm as string;
    const data = signedBytes('nacre-test', fixtureBytes('message'));
    expect(sig.publicKey).toEqual(keyOf(name).publicKey.blob);
    expect(await verifySignature(provider, sig.publicKey, algorithm, data, sig.signature)).toBe(true);
    const other = signedBytes('another', fixtureBytes('message'));
    expect(await verifySignature(provider, sig.publicKey, algorithm, other, sig.signature)).toBe(false);
  });

  test('rsa-sha2-256: one that openssl made is right', async () => {
    const key = parsePublicKey(fixture('rsa-pem.pub'));
    const signature = fixtureBytes('rsa-pem.sha256.raw');
    const blob = encode(Signature, { body: { algorithm: 'rsa-sha2-256', signature } });
    expect(await verifySignature(provider, key.blob, 'rsa-sha2-256', fixtureBytes('message'), blob)).toBe(true);
    expect(await verifySignature(provider, key.blob, 'rsa-sha2-512', fixtureBytes('message'), blob)).toBe(false);
  });
});

describe('signatures of ours', () => {
  test.each(ALGORITHMS)('[KEY-20] %s: sign gives a blob that verify accepts, of that algorithm', async algorithm => {
    const key = keyFor(algorithm);
    const signature = await key.sign(DATA, algorithm);
    expect(decode(Signature, signature).body.algorithm).toBe(algorithm);
    for (const provider of providers) {
      expect(await verifySignature(provider, key.publicKey.blob, algorithm, DATA, signature)).toBe(true);
      expect(await verifySignature(provider, key.publicKey.blob, algorithm, DATA.subarray(1), signature)).toBe(false);
    }
  });

  test.each(ALGORITHMS.slice(0, 3))('%s: ssh-keygen accepts it', async algorithm => {
    const { publicKey } = keyFor(algorithm);
    const signature = await keyFor(algorithm).sign(signedBytes('nacre-test', DATA), algorithm);
    const files = {
      signers: `me ${formatPublicKey(publicKey)}\n`,
      sig: writeSshSig({ publicKey: publicKey.blob, namespace: 'nacre-test', signature }),
    };
    const args = ['-Y', 'verify', '-f', 'signers', '-I', 'me', '-n', 'nacre-test', '-s', 'sig'];
    expect(sshKeygen(files, args, 'data to be signed')).toEqual({ ok: true, output: expect.stringContaining('Good') });
    expect(sshKeygen(files, args, 'other data').ok).toBe(false);
  });
});

describe('verifySignature answers false, and does not throw', () => {
  test('for every combination of algorithm, key and signature that is not consistent', async () => {
    const names = [...ALGORITHMS, 'ssh-rsa', 'ecdsa-sha2-nistp384', 'ssh-ed25519-cert-v01@openssh.com', ''];
    const right: string[] = [];
    for (const made of ALGORITHMS) {
      const signature = await keyFor(made).sign(DATA, made);
      for (const asked of names) {
        for (const name of NAMES) {
          const blob = keyOf(name).publicKey.blob;
          if (await verifySignature(crypto, blob, asked, DATA, signature)) right.push(`${made} ${asked} ${name}`);
        }
      }
    }
    expect(right).toEqual([
      'ssh-ed25519 ssh-ed25519 ed25519',
      'ecdsa-sha2-nistp256 ecdsa-sha2-nistp256 ecdsa',
      'rsa-sha2-512 rsa-sha2-512 rsa',
      'rsa-sha2-256 rsa-sha2-256 rsa',
    ]);
  });

  test.each(ALGORITHMS)('%s: for a signature that is renamed, cut, longer, or has a bit changed', async algorithm => {
    const blob = keyFor(algorithm).publicKey.blob;
    const signature = await keyFor(algorithm).sign(DATA, algorithm);
    const check = (bytes: Uint8Array) => verifySignature(crypto, blob, algorithm, DATA, bytes);
    for (let length = 0; length < signature.length; length++)
      expect(await check(signature.subarray(0, length))).toBe(false);
    expect(await check(concatBytes(signature, Uint8Array.of(0)))).toBe(false);
    for (let at = 0; at < signature.length; at++) {
      const changed = new Uint8Array(signature);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      expect(await check(changed)).toBe(false);
    }
  });

  test.each([...NAMES])('%s: for a key that is cut or has a byte changed', async name => {
    const { publicKey } = keyOf(name);
    const algorithm = publicKey.algorithms[0] as string;
    const signature = await keyOf(name).sign(DATA, algorithm);
    for (let at = 0; at < publicKey.blob.length; at += 3) {
      expect(await verifySignature(crypto, publicKey.blob.subarray(0, at), algorithm, DATA, signature)).toBe(false);
      const changed = new Uint8Array(publicKey.blob);
      changed[at] = (changed[at] as number) ^ 0x10;
      expect(await verifySignature(crypto, changed, algorithm, DATA, signature)).toBe(false);
    }
  });

  const ORDER = fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const mpint = (hex: string): Uint8Array => {
    const bytes = fromHex(hex);
    return concatBytes(Uint8Array.of(0, 0, 0, bytes.length), bytes);
  };
  const ONE = mpint('01');
  const name = concatBytes(Uint8Array.of(0, 0, 0, 19), encodeUtf8('ecdsa-sha2-nistp256'));
  test.each([
    ['zero', mpint('')],
    ['minus one', mpint('ff')],
    ['the order', mpint(`00${Buffer.from(ORDER).toString('hex')}`)],
    ['the order and one', mpint(`00${Buffer.from(ORDER).toString('hex').replace(/51$/, '52')}`)],
    ['2^521', mpint(`0200${'00'.repeat(64)}`)],
    ['one with a needless zero in front', mpint('0001')],
    ['one byte of zero', mpint('00')],
  ])('ECDSA: for r or s that is %s', async (_name, number) => {
    const blob = keyOf('ecdsa').publicKey.blob;
    for (const pair of [concatBytes(number, ONE), concatBytes(ONE, number), concatBytes(number, number)]) {
      const signature = concatBytes(name, Uint8Array.of(0, 0, 0, pair.length), pair);
      for (const provider of providers) {
        expect(await verifySignature(provider, blob, 'ecdsa-sha2-nistp256', DATA, signature)).toBe(false);
      }
    }
  });

  test('ECDSA: for a point that is not on the curve', async () => {
    const signature = await keyOf('ecdsa').sign(DATA, 'ecdsa-sha2-nistp256');
    const blob = new Uint8Array(keyOf('ecdsa').publicKey.blob);
    blob[blob.length - 1] = (blob[blob.length - 1] as number) ^ 1;
    for (const provider of providers) {
      expect(await verifySignature(provider, blob, 'ecdsa-sha2-nistp256', DATA, signature)).toBe(false);
    }
  });
});

test('[SEC-071] RSA: a signature without leading zeros is padded; longer and empty ones are refused', async () => {
  const key = keyOf('rsa');
  const blobOf = (signature: Uint8Array) => encode(Signature, { body: { algorithm: 'rsa-sha2-256', signature } });
  const check = (data: Uint8Array, bytes: Uint8Array) =>
    verifySignature(crypto, key.publicKey.blob, 'rsa-sha2-256', data, blobOf(bytes));
  for (let i = 0; ; i++) {
    const data = encodeUtf8(`message ${i}`);
    const body = decode(Signature, await key.sign(data, 'rsa-sha2-256')).body;
    const { signature } = body as Extract<SignatureFields, { algorithm: 'rsa-sha2-256' }>;
    expect(signature).toHaveLength(256);
    if (signature[0] !== 0) continue;
    expect(await check(data, signature.subarray(1))).toBe(true);
    expect(await check(data, concatBytes(Uint8Array.of(0), signature))).toBe(false);
    expect(await check(data, signature.subarray(0, 255))).toBe(false);
    expect(await check(data, new Uint8Array(0))).toBe(false);
    return;
  }
}, 60_000);

describe('[SEC-076] what a signer must not let out', () => {
  const base = providers[0] as CryptoProvider;
  const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte));

  test.each(['rsa', 'ed25519'] as const)(
    '%s: a signature that came out wrong is not given to the caller',
    async name => {
      const faulty: CryptoProvider = {
        ...base,
        rsa: base.rsa && { ...base.rsa, sign: async (...args) => flip((await base.rsa?.sign(...args)) as Uint8Array) },
        ed25519: base.ed25519 && {
          ...base.ed25519,
          sign: async (...args) => flip((await base.ed25519?.sign(...args)) as Uint8Array),
        },
      };
      const key = await parsePrivateKey(fixture(name), { crypto: faulty });
      expect((await failure(() => key.sign(DATA, key.algorithms[0] as string))).code).toBe('SIGNATURE_INVALID');
    },
  );

  test('signWith refuses the signature of another algorithm than asked for', async () => {
    const key = keyOf('rsa');
    const agent: Signer = {
      publicKey: key.publicKey,
      algorithms: key.algorithms,
      sign: data => key.sign(data, 'rsa-sha2-256'),
    };
    expect((await failure(() => signWith(crypto, agent, DATA, 'rsa-sha2-512'))).code).toBe('SIGNATURE_INVALID');
    const signature = await signWith(crypto, agent, DATA, 'rsa-sha2-256');
    expect(await verifySignature(crypto, key.publicKey.blob, 'rsa-sha2-256', DATA, signature)).toBe(true);
  });

  test('an algorithm that the key does not have is UNSUPPORTED', async () => {
    const expected = { code: 'UNSUPPORTED', message: expect.stringContaining("not 'ssh-dss'") };
    expect(await failure(() => keyOf('rsa').sign(DATA, 'ssh-dss'))).toEqual(expected);
    expect(await failure(() => signWith(crypto, keyOf('rsa'), DATA, 'ssh-dss'))).toEqual(expected);
  });

  test('an aborted signal stops it', async () => {
    const signal = AbortSignal.abort();
    expect((await failure(() => keyOf('rsa').sign(DATA, 'rsa-sha2-256', { signal }))).code).toBe('ABORTED');
  });
});

test('a provider without the primitive is told, not taken for a wrong signature', async () => {
  const bare: CryptoProvider = { name: 'bare', hashes: {} };
  for (const algorithm of ALGORITHMS) {
    const signature = await keyFor(algorithm).sign(DATA, algorithm);
    const blob = keyFor(algorithm).publicKey.blob;
    const error = await failure(() => verifySignature(bare, blob, algorithm, DATA, signature));
    expect(error).toEqual({ code: 'UNSUPPORTED', message: expect.stringContaining("'bare'") });
  }
});

describe('signatures that must be asked for by name', () => {
  const OLD = [
    'ssh-rsa',
    'ssh-rsa-sha224@ssh.com',
    'ssh-rsa-sha256@ssh.com',
    'ssh-rsa-sha384@ssh.com',
    'ssh-rsa-sha512@ssh.com',
  ];

  test.each(OLD)('%s: is made and verified, and is not among those that a public key lists', async algorithm => {
    const key = keyOf('rsa');
    const signature = await key.sign(DATA, algorithm);
    expect(signature.subarray(4, 4 + algorithm.length)).toEqual(encodeUtf8(algorithm));
    expect(signature).toHaveLength(4 + algorithm.length + 4 + 256);
    expect(await verifySignature(crypto, key.publicKey.blob, algorithm, DATA, signature)).toBe(true);
    expect(await verifySignature(crypto, key.publicKey.blob, algorithm, DATA.subarray(1), signature)).toBe(false);
    for (let length = 0; length < signature.length; length++) {
      const cut = signature.subarray(0, length);
      expect(await verifySignature(crypto, key.publicKey.blob, algorithm, DATA, cut)).toBe(false);
    }
    expect(key.algorithms).toContain(algorithm);
    expect(key.publicKey.algorithms).not.toContain(algorithm);
  });
});

describe('[SEC-072] the shortest RSA key', () => {
  const line = fixture('rsa1024.pub');
  const blob = Buffer.from(line.split(' ')[1] as string, 'base64');

  test('of 1024 bits is refused, unless policy allows it by name', async () => {
    const signature = encode(Signature, { body: { algorithm: 'rsa-sha2-256', signature: new Uint8Array(128) } });
    expect(await verifySignature(crypto, blob, 'rsa-sha2-256', DATA, signature)).toBe(false);
    expect((await failure(() => publicKeyFromBlob(blob))).message).toMatch(/1024 bits is outside 2048 to 16384/);
    expect(publicKeyFromBlob(blob, '', { rsaBitsMin: 1024 }).bits).toBe(1024);
    expect((await failure(() => publicKeyFromBlob(blob, '', { rsaBitsMin: 1025 }))).code).toBe('UNSUPPORTED');
  });

  test('cannot be set below 1024 bits', async () => {
    for (const rsaBitsMin of [0, 1023, 1024.5, Number.NaN]) {
      expect((await failure(() => publicKeyFromBlob(blob, '', { rsaBitsMin }))).code).toBe('MISUSE');
      const verify = () => verifySignature(crypto, blob, 'rsa-sha2-256', DATA, blob, { rsaBitsMin });
      expect((await failure(verify)).code).toBe('MISUSE');
    }
  });
});
