/** Half-done key exchanges: what the engine under test got so far, and a right message to go on with, from which hostile ones are made. */

import { concatBytes } from '@nacre/core';
import { modpGroups } from '@nacre/crypto';
import { PublicKeyBlob } from '@nacre/keys/messages';
import {
  DhInit,
  DhReply,
  EcdhInit,
  EcdhReply,
  GexGroup,
  GexInit,
  GexReply,
  GexRequest,
  HybridInit,
  HybridReply,
  RsaKexDone,
  RsaKexPublicKey,
  RsaKexSecret,
} from '@nacre/transport/messages';
import { encode, encodeMessage } from '@nacre/wire';

import { crypto, hostKey as key } from '../fixtures.js';

export interface Scenario {
  readonly name: string;
  /** Of the engine under test. */
  readonly role: 'client' | 'server';
  readonly kex: string;
  /** Right messages before the hostile one. */
  readonly before: readonly Uint8Array[];
  /** A right message for this state. */
  readonly good: Uint8Array;
}

const share = (length: number): Uint8Array => new Uint8Array(length).fill(0x42);
const hostKey = key.publicKey.blob;
const signature = encodeSignature();
const { p, g } = modpGroups.group14;
const GEX = 'diffie-hellman-group-exchange-sha256';
const RSA = 'rsa2048-sha256';

const { x25519, x448, ecdhP256, ecdhP384, mlkem768, mlkem1024, sntrup761, rsa } = crypto;
if (!x25519 || !x448 || !ecdhP256 || !ecdhP384 || !mlkem768 || !mlkem1024 || !sntrup761 || !rsa)
  throw new Error('the crypto providers lack what the targets need');
const transient = await rsa.generate(2048);
const transientKey = encode(PublicKeyBlob, { key: { keyType: 'ssh-rsa', e: transient.e, n: transient.n } });

const group = encodeMessage(GexGroup, { prime: p, generator: g });
const request = encodeMessage(GexRequest, { minBits: 2048, bits: 2048, maxBits: 8192 });
const rsaKeys = encodeMessage(RsaKexPublicKey, { hostKey, transientKey });

/** Shares of real keys, so that the real arithmetic gets to work on what is nearly right. */
const real = {
  x25519: (await x25519.generate()).publicKey,
  x448: (await x448.generate()).publicKey,
  ecdhP256: (await ecdhP256.generate()).publicKey,
  ecdhP384: (await ecdhP384.generate()).publicKey,
  mlkem768: (await mlkem768.generate()).publicKey,
  mlkem1024: (await mlkem1024.generate()).publicKey,
  sntrup761: (await sntrup761.generate()).publicKey,
};

const ecdh = (name: string, kex: string, clientPublic: Uint8Array): readonly Scenario[] => [
  {
    name: `reply-${name}`,
    role: 'client',
    kex,
    before: [],
    good: encodeMessage(EcdhReply, { hostKey, serverPublic: clientPublic, signature }),
  },
  { name: `init-${name}`, role: 'server', kex, before: [], good: encodeMessage(EcdhInit, { clientPublic }) },
];

interface HybridShares {
  readonly clientInit: Uint8Array;
  readonly ciphertextSize: number;
  readonly classical: Uint8Array;
}

const hybrid = (
  name: string,
  kex: string,
  { clientInit, ciphertextSize, classical }: HybridShares,
): readonly Scenario[] => {
  const serverReply = concatBytes(share(ciphertextSize), classical);
  return [
    {
      name: `reply-${name}`,
      role: 'client',
      kex,
      before: [],
      good: encodeMessage(HybridReply, { hostKey, serverReply, signature }),
    },
    {
      name: `init-${name}`,
      role: 'server',
      kex,
      before: [],
      good: encodeMessage(HybridInit, { clientInit: concatBytes(clientInit, classical) }),
    },
  ];
};

const number = share(256);

export const scenarios: readonly Scenario[] = [
  ...ecdh('x25519', 'curve25519-sha256', real.x25519),
  ...ecdh('x448', 'curve448-sha512', real.x448),
  ...ecdh('p256', 'ecdh-sha2-nistp256', real.ecdhP256),
  ...hybrid('mlkem768', 'mlkem768x25519-sha256', {
    clientInit: real.mlkem768,
    ciphertextSize: mlkem768.ciphertextSize,
    classical: real.x25519,
  }),
  ...hybrid('mlkem1024', 'mlkem1024nistp384-sha384', {
    clientInit: real.mlkem1024,
    ciphertextSize: mlkem1024.ciphertextSize,
    classical: real.ecdhP384,
  }),
  ...hybrid('sntrup761', 'sntrup761x25519-sha512', {
    clientInit: real.sntrup761,
    ciphertextSize: sntrup761.ciphertextSize,
    classical: real.x25519,
  }),
  {
    name: 'reply-dh',
    role: 'client',
    kex: 'diffie-hellman-group14-sha256',
    before: [],
    good: encodeMessage(DhReply, { hostKey, serverPublic: number, signature }),
  },
  {
    name: 'init-dh',
    role: 'server',
    kex: 'diffie-hellman-group14-sha256',
    before: [],
    good: encodeMessage(DhInit, { clientPublic: number }),
  },
  { name: 'group-gex', role: 'client', kex: GEX, before: [], good: group },
  {
    name: 'reply-gex',
    role: 'client',
    kex: GEX,
    before: [group],
    good: encodeMessage(GexReply, { hostKey, serverPublic: number, signature }),
  },
  { name: 'request-gex', role: 'server', kex: GEX, before: [], good: request },
  {
    name: 'init-gex',
    role: 'server',
    kex: GEX,
    before: [request],
    good: encodeMessage(GexInit, { clientPublic: number }),
  },
  { name: 'key-rsa', role: 'client', kex: RSA, before: [], good: rsaKeys },
  { name: 'done-rsa', role: 'client', kex: RSA, before: [rsaKeys], good: encodeMessage(RsaKexDone, { signature }) },
  {
    name: 'secret-rsa',
    role: 'server',
    kex: RSA,
    before: [],
    good: encodeMessage(RsaKexSecret, { encryptedSecret: number }),
  },
];

/** A signature in the right form, over nothing. */
function encodeSignature(): Uint8Array {
  const name = Buffer.from('ssh-ed25519');
  const [nameLength, length] = [Buffer.alloc(4), Buffer.alloc(4)];
  nameLength.writeUInt32BE(name.length);
  length.writeUInt32BE(64);
  return Uint8Array.from([...nameLength, ...name, ...length, ...share(64)]);
}
