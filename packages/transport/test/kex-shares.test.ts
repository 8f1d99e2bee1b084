/** Hostile shares, for each kind of method and both roles; and crypto that fails in the midst of an exchange. */

import { describe, expect, test } from 'vitest';

import { concatBytes, fromHex, toHex } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, catalogue, type CryptoProvider, modpGroups } from '@nacre/crypto';

import { kexFamilies } from '../src/kex/families.js';
import { kexMethod, kexRecipes } from '../src/kex/methods.js';
import { readAlgorithms } from '../src/algorithms/lists.js';
import { codeOf, crypto, message, Pair, random } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const methods = catalogue.kex
  .map(({ name }) => kexMethod(name, crypto, random))
  .flatMap(method => (method.flow === 'shares' ? [method] : []));
const ofBytes = methods.filter(({ family }) => family !== kexFamilies.dh).map(({ name }) => name);
const ofNumbers = methods.filter(({ family }) => family === kexFamilies.dh).map(({ name }) => name);

/** Sends `change` of a right share to a server, and of a right answer to a client; what each does. */
async function bothRoles(kex: string, change: (share: Uint8Array) => Uint8Array): Promise<readonly Outcome[]> {
  const method = kexMethod(kex, crypto, random);
  if (method.flow !== 'shares') throw new Error('no method of shares');
  const { family } = method;
  const toServer = new RawPeer({ role: 'client', kex });
  await toServer.begin();
  await toServer.send(messageOf(30, change(family.decodeInit(await toServer.init()))));
  const toClient = new RawPeer({ role: 'server', kex });
  await toClient.begin();
  const reply = family.decodeReply(await toClient.reply());
  await toClient.send(messageOf(31, reply.hostKey, change(reply.share), reply.signature));
  expect(toClient.end.effects).not.toContain('verify-host-key');
  expect([toServer, toClient].map(({ end }) => end.count('ready'))).toEqual([0, 0]);
  return [toServer, toClient].map(peer => [codeOf(peer.end), disconnectReason(peer)] as const);
}

/** A message of strings, of any length: our own encoders refuse to write what no method has. A number without sign is one, too. */
function messageOf(number: number, ...fields: readonly Uint8Array[]): Uint8Array {
  const strings = fields.map(field => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return Buffer.concat([length, field]);
  });
  return Buffer.concat([Uint8Array.of(number), ...strings]);
}

const asMpint = (value: bigint): Uint8Array => {
  const bytes = bigIntToBytes(value);
  return (bytes[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), bytes) : bytes;
};

type Outcome = readonly [string, number | undefined];
const refused: Outcome = ['PROTOCOL_ERROR', 3];

describe.each(ofBytes)('%s', kex => {
  const row = kexRecipes.get(kex)?.of === 'hybrid' ? 'SEC-048' : 'SEC-043';

  test(`[${row}] no share has another length than its method's`, async () => {
    const wrong: readonly ((share: Uint8Array) => Uint8Array)[] = [
      share => share.subarray(1),
      share => share.subarray(0, -1),
      share => concatBytes(share, Uint8Array.of(0)),
      share => concatBytes(Uint8Array.of(0), share),
      share => concatBytes(share, share),
      () => new Uint8Array(0),
      () => Uint8Array.of(0),
    ];
    // some are longer than the share of any method, which the message says already
    for (const change of wrong)
      for (const outcome of await bothRoles(kex, change))
        expect([refused, ['DECODE_ERROR', 2]]).toContainEqual(outcome);
    const [toServer, toClient] = await bothRoles(kex, share => share.subarray(1));
    expect([toServer, toClient]).toEqual([refused, refused]);
  });

  test(`[${row}] no share is all zeros or all ones`, async () => {
    const zeros = await bothRoles(kex, share => share.map(() => 0));
    const ones = await bothRoles(kex, share => share.map(() => 0xff));
    expect(zeros).toEqual([refused, refused]);
    // all ones are a number above p, which is no point of a NIST curve; on the others it is one, of no small order
    if (!/25519|448/.test(kex)) expect(ones).toEqual([refused, refused]);
  });
});

describe('[SEC-043] points', () => {
  const curves = [
    ['ecdh-sha2-nistp256', crypto.ecdhP256],
    ['ecdh-sha2-nistp384', crypto.ecdhP384],
    ['ecdh-sha2-nistp521', crypto.ecdhP521],
    ['ecdh-sha2-1.3.132.0.10', crypto.ecdhSecp256k1],
  ] as const;
  test.each(curves)('of %s are taken only if uncompressed and on the curve', async (kex, agreement) => {
    if (agreement === undefined) throw new Error('the provider lacks the curve');
    const size = (agreement.publicKeySize - 1) / 2;
    const x = (share: Uint8Array): Uint8Array => share.subarray(1, 1 + size);
    const y = (share: Uint8Array): Uint8Array => share.subarray(1 + size);
    const wrong: readonly ((share: Uint8Array) => Uint8Array)[] = [
      share => concatBytes(Uint8Array.of(2 + ((y(share).at(-1) as number) & 1)), x(share)), // compressed
      share => concatBytes(Uint8Array.of(6 + ((y(share).at(-1) as number) & 1)), share.subarray(1)), // hybrid
      share => concatBytes(Uint8Array.of(5), share.subarray(1)),
      share => concatBytes(Uint8Array.of(0), share.subarray(1)),
      share => share.map((byte, i) => (i === share.length - 1 ? byte ^ 1 : byte)), // not on the curve
      () => concatBytes(Uint8Array.of(4), new Uint8Array(2 * size).fill(1)),
      () => concatBytes(Uint8Array.of(4), new Uint8Array(2 * size)),
      share => concatBytes(Uint8Array.of(4), new Uint8Array(size).fill(0xff), y(share)), // x over p
      () => Uint8Array.of(0), // infinity
    ];
    for (const change of wrong) expect(await bothRoles(kex, change)).toEqual([refused, refused]);
  });
});

describe('[SEC-042] points of small order', () => {
  const littleEndian = (value: bigint, length: number): string => toHex(bigIntToBytes(value, length).reverse());
  const p448 = 2n ** 448n - 2n ** 224n - 1n;
  // RFC 7748 section 7 lists none for X448: order 1, 2 and 4 are 0, 1 and -1, also when not reduced
  const points = [0n, 1n, p448 - 1n, p448, p448 + 1n].map(value => littleEndian(value, 56));
  test.each(points)('X448 %s is refused by both roles', async hex => {
    expect(await bothRoles('curve448-sha512', () => fromHex(hex))).toEqual([refused, refused]);
  });

  const hybrids = ['mlkem768x25519-sha256', 'sntrup761x25519-sha512', 'sntrup761x25519-sha512@openssh.com'];
  test.each(hybrids)('the classical half of %s is no exception', async kex => {
    for (const last of [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0))]) {
      const change = (share: Uint8Array): Uint8Array => concatBytes(share.subarray(0, -32), last);
      expect(await bothRoles(kex, change)).toEqual([refused, refused]);
    }
  });
});

describe('[SEC-048] hybrids', () => {
  const kem = {
    'mlkem768x25519-sha256': [1184, 1088],
    'mlkem768nistp256-sha256': [1184, 1088],
    'mlkem1024nistp384-sha384': [1568, 1568],
    'sntrup761x25519-sha512': [1158, 1039],
  } as const;

  const swap = (share: Uint8Array, first: number): Uint8Array =>
    concatBytes(share.subarray(first), share.subarray(0, first));
  test.each(Object.entries(kem))('%s has the post-quantum half first', async (kex, [publicKey, ciphertext]) => {
    const { publicKeySize } = (kex.endsWith('p256-sha256')
      ? crypto.ecdhP256
      : kex.endsWith('384')
        ? crypto.ecdhP384
        : crypto.x25519) ?? {
      publicKeySize: 0,
    };
    const [toServer, toClient] = await bothRoles(kex, share =>
      swap(share, share.length === publicKey + publicKeySize ? publicKey : ciphertext),
    );
    // any bytes read as an X25519 key and as a ciphertext, or a key of sntrup761: there the secrets differ, and the signature fails
    const readable = kex.includes('25519');
    expect(toClient).toEqual(readable ? ['SIGNATURE_INVALID', 3] : refused);
    expect(toServer).toEqual(kex.startsWith('sntrup761') ? ['open', undefined] : refused);
  });

  test.each(Object.keys(kem))('%s goes on with a wrong ciphertext, until the signature fails', async kex => {
    const peer = new RawPeer({ role: 'server', kex });
    await peer.begin();
    const { family } = peer.method as NonNullable<typeof peer.method>;
    const reply = family.decodeReply(await peer.reply());
    const share = reply.share.map((byte, i) => (i === 7 ? byte ^ 0x10 : byte));
    await peer.send(family.encodeReply({ ...reply, share }));
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['SIGNATURE_INVALID', 3]);
  });

  test.each(['mlkem768x25519-sha256', 'mlkem768nistp256-sha256', 'mlkem1024nistp384-sha384'])(
    'coefficients that are not reduced are refused: %s',
    async kex => {
      const [toServer] = await bothRoles(kex, share => share.map((byte, i) => (i < 3 ? 0xff : byte)));
      expect(toServer).toEqual(refused);
    },
  );

  test('their secret is a string', () => {
    expect(toHex(kexFamilies.hybrid.encodeSecret(Uint8Array.of(0, 0x80)))).toBe('000000020080');
    expect(toHex(kexFamilies.dh.encodeSecret(Uint8Array.of(0, 0x80)))).toBe('000000020080');
    expect(toHex(kexFamilies.ecdh.encodeSecret(Uint8Array.of(0, 0x7f)))).toBe('000000017f');
  });
});

describe.each(ofNumbers)('[SEC-044] %s', kex => {
  const recipe = kexRecipes.get(kex);
  const p = bytesToBigInt(modpGroups[recipe?.of === 'dh' ? recipe.group : 'group1'].p);

  test('takes only numbers from 2 to p - 2', async () => {
    const values = [0n, 1n, p - 1n, p, p + 1n, p + 2n, 2n ** 4000n, 2n ** 8191n, 2n ** 8192n];
    for (const value of values.filter(candidate => candidate < 2n || candidate >= p - 1n)) {
      const outcomes = await bothRoles(kex, () => asMpint(value));
      for (const outcome of outcomes) expect([refused, ['DECODE_ERROR', 2]]).toContainEqual(outcome);
      if (value < 2n ** 8192n) expect(outcomes).toEqual([refused, refused]);
    }
  });

  test('takes no number that is negative or not in its shortest form', async () => {
    const init = (bytes: readonly number[]): Uint8Array => Uint8Array.of(30, 0, 0, 0, bytes.length, ...bytes);
    for (const bytes of [[0x80], [0xff, 0xff], [0, 0], [0, 0x7f], [0]]) {
      const peer = new RawPeer({ role: 'client', kex });
      await peer.begin();
      await peer.send(init(bytes));
      expect(codeOf(peer.end)).toBe('DECODE_ERROR');
    }
  });
});

test('[SEC-044] private numbers have at least 512 bits, and the top bits vary', async () => {
  const lengths: number[] = [];
  const modp = crypto.modp as NonNullable<CryptoProvider['modp']>;
  const spy: CryptoProvider = {
    ...crypto,
    modp: { ...modp, generate: (group, bits) => (lengths.push(bits), modp.generate(group, bits)) },
  };
  const method = kexMethod('diffie-hellman-group14-sha256', spy, random);
  if (method.flow !== 'shares') throw new Error('no method of shares');
  const shares = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const start = await method.start();
    shares.add(toHex(start.share.subarray(0, 2)));
    start.erase();
  }
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(512);
  expect(shares.size).toBeGreaterThan(15);
});

test('[SEC-047] a server offers Diffie-Hellman in groups only when told to, a client does by itself', () => {
  const offered = (role: 'client' | 'server'): readonly string[] => readAlgorithms('kex', undefined, role, crypto);
  expect(offered('server').filter(name => name.startsWith('diffie-hellman'))).toEqual([]);
  expect(offered('client').filter(name => name.startsWith('diffie-hellman'))).toHaveLength(6);
  const told = readAlgorithms('kex', '+diffie-hellman-group14-sha256', 'server', crypto);
  expect(told.at(-1)).toBe('diffie-hellman-group14-sha256');
});

describe('crypto that fails', () => {
  const faults = {
    throws: (): never => {
      throw new Error('hardware fault');
    },
    'returns nothing': (): never => undefined as never,
    'returns too little': (): never => new Uint8Array(1) as never,
  };
  type Fault = () => never;
  const primitives: readonly (readonly [keyof CryptoProvider, string, string])[] = [
    ['x448', 'generate', 'curve448-sha512'],
    ['x448', 'agree', 'curve448-sha512'],
    ['ecdhP384', 'generate', 'ecdh-sha2-nistp384'],
    ['ecdhP384', 'agree', 'ecdh-sha2-nistp384'],
    ['ecdhP521', 'agree', 'ecdh-sha2-nistp521'],
    ['ecdhSecp256k1', 'agree', 'ecdh-sha2-1.3.132.0.10'],
    ['mlkem1024', 'encapsulate', 'mlkem1024nistp384-sha384'],
    ['mlkem1024', 'decapsulate', 'mlkem1024nistp384-sha384'],
    ['sntrup761', 'generate', 'sntrup761x25519-sha512'],
    ['sntrup761', 'encapsulate', 'sntrup761x25519-sha512'],
    ['sntrup761', 'decapsulate', 'sntrup761x25519-sha512'],
    ['modp', 'generate', 'diffie-hellman-group14-sha256'],
    ['modp', 'agree', 'diffie-hellman-group14-sha256'],
    ['modp', 'agree', 'diffie-hellman-group-exchange-sha256'],
    ['rsa', 'generate', 'rsa1024-sha1'],
    ['rsaOaep', 'encrypt', 'rsa1024-sha1'],
    ['rsaOaep', 'decrypt', 'rsa1024-sha1'],
  ];
  const rows = primitives.flatMap(([primitive, operation, kex]) =>
    Object.entries(faults).map(([how, fault]) => [primitive, operation, how, kex, fault as Fault] as const),
  );

  test.each(rows)(
    '[SEC-051] %s.%s %s: %s fails, and no message is believed',
    async (primitive, operation, _how, kex, fault) => {
      const broken = { ...crypto, [primitive]: { ...(crypto[primitive] as object), [operation]: fault } };
      const failed: boolean[] = [];
      for (const side of ['client', 'server'] as const) {
        const algorithms = { kex: [kex], hostKey: ['ssh-ed25519'] };
        const pair = new Pair({
          client: { algorithms },
          server: { algorithms },
          [side]: { crypto: broken, algorithms },
        });
        pair.client.engine.requestService('ssh-userauth');
        await pair.run();
        pair.client.engine.send(message(20, 1));
        await pair.run();
        const over = pair.client.closed || pair.server.closed;
        // a side that has no use for the primitive goes on as if nothing were wrong
        expect(pair.server.payloads).toEqual(over ? [] : [message(20, 1)]);
        expect(pair.client.count('service-accepted')).toBe(over ? 0 : 1);
        failed.push(over);
      }
      expect(failed).toContain(true);
    },
  );
});
