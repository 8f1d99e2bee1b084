/** Key exchanges that go wrong: bad shares, bad signatures, wrong guesses, crypto that fails. */

import { describe, expect, test } from 'vitest';

import { fromHex, SshError } from '@nacre/core';
import type { CryptoProvider, PacketCipher } from '@nacre/crypto';
import { encodeMessage } from '@nacre/wire';

import { HybridInit } from '../src/generated/index.js';
import { kexFamilies } from '../src/kex/families.js';
import { codeOf, crypto, hostKeys, message, Pair, usualAnswer } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const blobOf = (index: number): Uint8Array => hostKeys[index]?.publicKey.blob as Uint8Array;
const ecdhInit = (share: Uint8Array): Uint8Array => kexFamilies.ecdh.encodeInit(share);

describe('shares', () => {
  const lowOrder = [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
  ];
  const topBitSet = lowOrder.map(hex => hex.slice(0, 62) + (Number.parseInt(hex.slice(62), 16) | 0x80).toString(16));
  const wrongSizes = [0, 31, 33, 64].map(size => '09'.repeat(size));

  test.each([...lowOrder, ...topBitSet, ...wrongSizes])('[SEC-042] X25519 %s is refused by both roles', async hex => {
    await refusedByBoth('curve25519-sha256', fromHex(hex));
  });

  const points = [
    '00',
    `04${'01'.repeat(64)}`,
    `04${'00'.repeat(64)}`,
    `02${'6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'}`,
    `06${'6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'}${'4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'}`,
    `07${'6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'}${'4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'}`,
    `04${'6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'}${'4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51'}`,
    `04${'ff'.repeat(64)}`,
  ];
  test.each(points)('P-256 %s is refused by both roles', async hex => {
    await refusedByBoth('ecdh-sha2-nistp256', fromHex(hex));
  });

  test('hybrid shares of a wrong size, with wrong halves or with coefficients out of range are refused by a server', async () => {
    const good = new RawPeer({ role: 'client', kex: 'mlkem768x25519-sha256' });
    await good.begin();
    const init = (await good.init()).subarray(5);
    const outOfRange = Uint8Array.from(init);
    outOfRange.fill(0xff, 0, 3); // the first two coefficients are 4095; q is 3329
    const swapped = Uint8Array.from([...init.subarray(1184), ...init.subarray(0, 1184)]);
    for (const share of [
      init.subarray(1),
      Uint8Array.from([...init, 0]),
      outOfRange,
      swapped,
      new Uint8Array(0),
      new Uint8Array(1216),
    ]) {
      const peer = new RawPeer({ role: 'client', kex: 'mlkem768x25519-sha256' });
      await peer.begin();
      await peer.send(encodeMessage(HybridInit, { clientInit: share }));
      expect([share.length, codeOf(peer.end), disconnectReason(peer)]).toEqual([share.length, 'PROTOCOL_ERROR', 3]);
    }
  });

  test('hybrid answers of a wrong size are refused by a client; a wrong ciphertext ends at the signature', async () => {
    const connect = async (
      change: (share: Uint8Array) => Uint8Array,
    ): Promise<readonly [string, number | undefined]> => {
      const peer = new RawPeer({ role: 'server', kex: 'mlkem768x25519-sha256' });
      await peer.begin();
      const { hostKey, share, signature } = kexFamilies.hybrid.decodeReply(await peer.reply());
      await peer.send(kexFamilies.hybrid.encodeReply({ hostKey, share: change(share), signature }));
      return [codeOf(peer.end), disconnectReason(peer)];
    };
    expect(await connect(share => share.subarray(1))).toEqual(['PROTOCOL_ERROR', 3]);
    expect(await connect(share => Uint8Array.from([...share, 0]))).toEqual(['PROTOCOL_ERROR', 3]);
    expect(await connect(share => share.map((byte, i) => (i === 0 ? byte ^ 1 : byte)))).toEqual([
      'SIGNATURE_INVALID',
      3,
    ]);
  });

  async function refusedByBoth(kex: string, share: Uint8Array): Promise<void> {
    const toServer = new RawPeer({ role: 'client', kex });
    await toServer.begin();
    await toServer.send(ecdhInit(share));
    expect([codeOf(toServer.end), disconnectReason(toServer)]).toEqual(['PROTOCOL_ERROR', 3]);

    const toClient = new RawPeer({ role: 'server', kex });
    await toClient.begin();
    await toClient.send(await toClient.reply({ share }));
    expect([codeOf(toClient.end), disconnectReason(toClient)]).toEqual(['PROTOCOL_ERROR', 3]);
    expect(toClient.end.effects).not.toContain('verify-host-key');
  }
});

describe('the host key and its signature', () => {
  type Row = readonly [string, (peer: RawPeer) => Promise<Uint8Array>, string, string?];
  const rows: readonly Row[] = [
    ['made by another key', peer => peer.reply({ hostKey: blobOf(0), signer: 1 }), 'SIGNATURE_INVALID'],
    ['over something else', peer => peer.reply({ signed: new Uint8Array(32) }), 'SIGNATURE_INVALID'],
    ['that is empty', peer => peer.reply({ signature: new Uint8Array(0) }), 'SIGNATURE_INVALID'],
    ['that is noise', peer => peer.reply({ signature: new Uint8Array(83).fill(7) }), 'SIGNATURE_INVALID'],
    ['by a key of another type', peer => peer.reply({ hostKey: blobOf(1), signer: 1 }), 'PROTOCOL_ERROR'],
    ['by an RSA key under an ed25519 name', peer => peer.reply({ hostKey: blobOf(2), signer: 2 }), 'PROTOCOL_ERROR'],
    [
      'with rsa-sha2-256 where rsa-sha2-512 was agreed on',
      peer => peer.reply({ hostKey: blobOf(2), signer: 2, algorithm: 'rsa-sha2-256' }),
      'SIGNATURE_INVALID',
      'rsa-sha2-512',
    ],
    ['by a key that is no key', peer => peer.reply({ hostKey: new Uint8Array(10) }), 'PROTOCOL_ERROR'],
    [
      'by a key with bytes after it',
      peer => peer.reply({ hostKey: Uint8Array.from([...blobOf(0), 0]) }),
      'PROTOCOL_ERROR',
    ],
  ];

  test.each(rows.map(([name, reply, code, algorithm]) => [name, reply, code, algorithm ?? 'ssh-ed25519'] as const))(
    '[SEC-049] a signature %s ends the connection before NEWKEYS, and nobody is asked to trust the key',
    async (_name, reply, code, algorithm) => {
      const hostKey = [algorithm];
      const peer = new RawPeer({ role: 'server', engine: { algorithms: { hostKey } } });
      await peer.begin({ serverHostKeyAlgorithms: hostKey });
      await peer.send(await reply(peer));
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual([code, 3]);
      expect(peer.end.effects).not.toContain('verify-host-key');
      expect(peer.numbers).not.toContain(21);
    },
  );

  test('a refusal by policy ends the connection with its reason, and NEWKEYS is never sent', async () => {
    const refusals = [
      [
        new SshError('HOST_KEY_CHANGED', 'another key than in /home/me/.ssh/known_hosts', { origin: 'local' }),
        'HOST_KEY_CHANGED',
      ],
      [new Error('out of memory'), 'HOST_KEY_UNKNOWN'],
      [undefined, 'HOST_KEY_UNKNOWN'],
    ] as const;
    for (const [reason, code] of refusals) {
      const peer = new RawPeer({ role: 'server' });
      peer.end.answer = effect => (effect.type === 'verify-host-key' ? Promise.reject(reason) : usualAnswer(effect));
      await peer.begin();
      await peer.send(await peer.reply());
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual([code, 9]);
      expect(peer.numbers).not.toContain(21);
      // what concerns only us is not told to the peer
      expect(Buffer.concat(peer.inbox).includes('known_hosts')).toBe(false);
    }
  });

  test('a server that cannot sign ends the connection', async () => {
    for (const answer of [() => Promise.reject(new Error('token removed')), () => undefined]) {
      const peer = new RawPeer({ role: 'client' });
      peer.end.answer = effect => (effect.type === 'sign' ? answer() : usualAnswer(effect));
      await peer.begin();
      await peer.send(await peer.init());
      expect(peer.end.closed).toBe(true);
      expect(peer.numbers).not.toContain(31);
    }
  });
});

describe('guesses', () => {
  test('[PRO-04] a wrong guess of the client loses exactly one packet, in the first exchange and in later ones', async () => {
    const peer = new RawPeer({
      role: 'client',
      engine: { algorithms: { kex: ['curve25519-sha256', 'ecdh-sha2-nistp256'], hostKey: ['ssh-ed25519'] } },
    });
    const wrong = {
      kexAlgorithms: ['unknown-kex', 'curve25519-sha256', 'kex-strict-c-v00@openssh.com'],
      firstKexPacketFollows: true,
    };
    await peer.version();
    await peer.send(peer.kexInit(wrong), Uint8Array.of(30, 1, 2, 3));
    await peer.finish();
    expect(peer.end.count('ready')).toBe(1);
    await peer.send(peer.kexInit(wrong), Uint8Array.of(34, 1));
    await peer.finish();
    expect(peer.end.count('rekeyed')).toBe(1);
  });

  test('a right guess of the client is used', async () => {
    const peer = new RawPeer({ role: 'client', kex: 'curve25519-sha256' });
    await peer.version();
    await peer.send(peer.kexInit({ firstKexPacketFollows: true }), await peer.init());
    await peer.send(peer.newKeys());
    peer.switchKeys();
    expect(peer.end.count('ready')).toBe(1);
  });

  test('a wrong guess of the server is dropped too', async () => {
    const peer = new RawPeer({ role: 'server' });
    await peer.version();
    await peer.send(
      peer.kexInit({
        kexAlgorithms: ['unknown-kex', 'curve25519-sha256', 'kex-strict-s-v00@openssh.com'],
        firstKexPacketFollows: true,
      }),
      Uint8Array.of(31, 1, 2, 3),
    );
    await peer.finish();
    expect(peer.end.count('ready')).toBe(1);
  });

  test('under strict rules nothing else may stand where the wrong guess belongs', async () => {
    const peer = new RawPeer({ role: 'client' });
    await peer.version();
    await peer.send(
      peer.kexInit({
        kexAlgorithms: ['unknown-kex', 'curve25519-sha256', 'kex-strict-c-v00@openssh.com'],
        firstKexPacketFollows: true,
      }),
      Uint8Array.of(2, 0, 0, 0, 0),
    );
    expect(peer.end.error?.message).toContain('strict KEX violation');
  });
});

describe('crypto that fails', () => {
  const { x25519, mlkem768, ed25519, aesGcm, hmac, poly1305, chacha20, aesCtr, chachaPoly } = crypto;
  const sha256 = crypto.hashes.sha256;
  if (!x25519 || !mlkem768 || !ed25519 || !sha256 || !aesGcm || !hmac || !poly1305 || !chacha20 || !aesCtr) {
    throw new Error('the providers lack what the tests need');
  }
  const faults = {
    throws: (): never => {
      throw new Error('hardware fault');
    },
    'returns nothing': (): never => undefined as never,
    'returns too little': (): never => new Uint8Array(5) as never,
  };
  type Fault = () => never;
  const [GCM, CTR, CHACHA] = ['aes256-gcm@openssh.com', 'aes256-ctr', 'chacha20-poly1305@openssh.com'];
  const primitives: readonly (readonly [string, (fault: Fault) => CryptoProvider, string?])[] = [
    ['x25519.generate', generate => ({ ...crypto, x25519: { ...x25519, generate } })],
    ['x25519.agree', agree => ({ ...crypto, x25519: { ...x25519, agree } })],
    ['mlkem768.generate', generate => ({ ...crypto, mlkem768: { ...mlkem768, generate } })],
    ['mlkem768.encapsulate', encapsulate => ({ ...crypto, mlkem768: { ...mlkem768, encapsulate } })],
    ['mlkem768.decapsulate', decapsulate => ({ ...crypto, mlkem768: { ...mlkem768, decapsulate } })],
    ['sha256', digest => ({ ...crypto, hashes: { ...crypto.hashes, sha256: { ...sha256, digest } } })],
    ['ed25519.verify', verify => ({ ...crypto, ed25519: { ...ed25519, verify } })],
    ['aesGcm', fault => ({ ...crypto, aesGcm: fault }), GCM],
    ['aesGcm.seal', seal => ({ ...crypto, aesGcm: key => ({ ...aesGcm(key), open: aesGcm(key).open, seal }) }), GCM],
    [
      'aesGcm.open',
      open => ({ ...crypto, aesGcm: key => ({ seal: (...rest) => aesGcm(key).seal(...rest), open }) }),
      GCM,
    ],
    ['aesCtr', fault => ({ ...crypto, aesCtr: fault }), CTR],
    ['aesCtr.update', update => ({ ...crypto, aesCtr: () => ({ update }) }), CTR],
    ['hmac', fault => ({ ...crypto, hmac: fault }), CTR],
    ['hmac.compute', compute => ({ ...crypto, hmac: (...rest) => ({ size: hmac(...rest).size, compute }) }), CTR],
    ['chacha20', fault => ({ ...crypto, chachaPoly: undefined, chacha20: fault }), CHACHA],
    ['poly1305', fault => ({ ...crypto, chachaPoly: undefined, poly1305: fault }), CHACHA],
    ['chachaPoly.seal', fault => ({ ...crypto, chachaPoly: wholeWith({ seal: () => [fault()] }) }), CHACHA],
    ['chachaPoly.open', open => ({ ...crypto, chachaPoly: wholeWith({ open }) }), CHACHA],
  ];
  /** The cipher of whole packets, of which one operation is broken. */
  function wholeWith(broken: Partial<PacketCipher>): CryptoProvider['chachaPoly'] {
    return (key, bulk) => {
      const whole = chachaPoly?.(key, bulk);
      if (whole === undefined) throw new Error('the providers have no cipher of whole packets here');
      return {
        maxBytes: whole.maxBytes,
        readLength: (...rest) => whole.readLength(...rest),
        seal: (...rest) => whole.seal(...rest),
        open: (...rest) => whole.open(...rest),
        erase: () => whole.erase(),
        ...broken,
      };
    };
  }
  const rows = primitives.flatMap(([name, breaks, cipher]) =>
    Object.entries(faults).map(([how, fault]) => [`${name} ${how}`, breaks(fault), cipher ?? GCM] as const),
  );

  test.each(rows)('[SEC-051] %s: the connection fails, and no message is believed', async (_name, broken, cipher) => {
    const failed: boolean[] = [];
    for (const side of ['client', 'server'] as const) {
      const algorithms = { hostKey: ['ssh-ed25519'], cipher: [cipher as string] };
      const pair = new Pair({ client: { algorithms }, server: { algorithms }, [side]: { crypto: broken, algorithms } });
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
  });
});
