/** Cases that two crypto providers must pass together: what one makes, the other must take. */

import assert from 'node:assert/strict';

import type {
  CryptoProvider,
  Dsa,
  Ecdsa,
  EdDsa,
  Kem,
  KeyAgreement,
  Modp,
  ModpGroup,
  Rsa,
  RsaOaep,
} from '@nacre/crypto';

import { DSA_TEST_KEY } from './asymmetric/dsa-cases.js';
import { RSA_TEST_KEY } from './asymmetric/rsa-cases.js';
import { type ComplianceCase, hex, pattern, same } from './case.js';
import { zlibPairCases } from './symmetric/zlib-cases.js';

type Asymmetric = KeyAgreement | Modp | Kem | EdDsa | Ecdsa | Dsa | Rsa | RsaOaep;
type Primitives = { readonly [Name in keyof CryptoProvider]-?: NonNullable<CryptoProvider[Name]> };
/** The primitives that two sides use together, so that none can be forgotten below. */
type PairName = {
  [Name in keyof Primitives]: Primitives[Name] extends Asymmetric ? Name : never;
}[keyof Primitives];

const PAIRS: { readonly [Name in PairName]: (a: Primitives[Name], b: Primitives[Name]) => Promise<void> } = {
  x25519: agree,
  x448: agree,
  ecdhP256: agree,
  ecdhP384: agree,
  ecdhP521: agree,
  ecdhSecp256k1: agree,
  modp: agreeInGroup,
  mlkem768: encapsulate,
  mlkem1024: encapsulate,
  sntrup761: encapsulate,
  ed25519: signAlike,
  ed448: signAlike,
  ecdsaP256: signWithPoint,
  ecdsaP384: signWithPoint,
  ecdsaP521: signWithPoint,
  ecdsaSecp256k1: signWithPoint,
  dsa: signWithDsa,
  rsa: signWithRsa,
  rsaOaep: encrypt,
};

/** The cases of each primitive that both have. Call it with both orders. */
export function* pairCases(one: CryptoProvider, other: CryptoProvider): Generator<ComplianceCase> {
  for (const name of Object.keys(PAIRS) as PairName[]) {
    const [a, b] = [one[name], other[name]];
    if (a === undefined || b === undefined) continue;
    const run = PAIRS[name] as (a: Asymmetric, b: Asymmetric) => Promise<void>;
    yield { name: `${name}: ${one.name} with ${other.name}`, run: () => run(a, b) };
  }
  yield* zlibPairCases(one, other);
}

async function agree(a: KeyAgreement, b: KeyAgreement): Promise<void> {
  const [pairA, pairB] = [await a.generate(), await b.generate()];
  assert.equal(a.publicKeySize, b.publicKeySize);
  assert.equal(a.secretSize, b.secretSize);
  same(await a.agree(pairA.privateKey, pairB.publicKey), await b.agree(pairB.privateKey, pairA.publicKey));
  same(await b.agree(pairA.privateKey, pairB.publicKey), await b.agree(pairB.privateKey, pairA.publicKey));
}

/** The second Oakley group (RFC 2409 section 6.2): short, so that the pure arithmetic takes no time. */
const GROUP: ModpGroup = {
  p: hex(`ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74
    020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437
    4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed
    ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff`),
  g: Uint8Array.of(2),
};

async function agreeInGroup(a: Modp, b: Modp): Promise<void> {
  const [pairA, pairB] = [await a.generate(GROUP, 256), await b.generate(GROUP, 256)];
  const secret = await a.agree(GROUP, pairA.privateKey, pairB.publicKey);
  same(await b.agree(GROUP, pairB.privateKey, pairA.publicKey), secret);
  same(await b.agree(GROUP, pairA.privateKey, pairB.publicKey), secret);
}

async function encapsulate(a: Kem, b: Kem): Promise<void> {
  const { privateKey, publicKey } = await a.generate();
  const { ciphertext, sharedSecret } = await b.encapsulate(publicKey);
  same(await a.decapsulate(privateKey, ciphertext), sharedSecret);
}

async function signAlike(a: EdDsa, b: EdDsa): Promise<void> {
  const { privateKey, publicKey } = await a.generate();
  const signature = await a.sign(privateKey, pattern(100));
  same(await b.publicKey(privateKey), publicKey);
  same(await b.sign(privateKey, pattern(100)), signature);
  assert.equal(await b.verify(publicKey, pattern(100), signature), true);
}

async function signWithPoint(a: Ecdsa, b: Ecdsa): Promise<void> {
  const { privateKey, publicKey } = await a.generate();
  same(await b.publicKey(privateKey), publicKey);
  for (let length = 0; length < 8; length++) {
    const signature = await a.sign(privateKey, pattern(length));
    assert.equal(await b.verify(publicKey, pattern(length), signature), true);
    assert.equal(await b.verify(publicKey, pattern(length + 1), signature), false);
  }
}

async function signWithDsa(a: Dsa, b: Dsa): Promise<void> {
  for (let length = 0; length < 8; length++) {
    const signature = await a.sign(DSA_TEST_KEY, pattern(length));
    assert.equal(await b.verify(DSA_TEST_KEY, pattern(length), signature), true);
    assert.equal(await b.verify(DSA_TEST_KEY, pattern(length + 1), signature), false);
  }
}

async function signWithRsa(a: Rsa, b: Rsa): Promise<void> {
  for (const key of [RSA_TEST_KEY, await a.generate(2048)]) {
    for (const hash of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const) {
      const signature = await a.sign(key, hash, pattern(100));
      same(await b.sign(key, hash, pattern(100)), signature);
      assert.equal(await b.verify(key, hash, pattern(100), signature), true);
    }
  }
}

async function encrypt(a: RsaOaep, b: RsaOaep): Promise<void> {
  for (const hash of ['sha1', 'sha256'] as const) {
    const ciphertext = await a.encrypt(RSA_TEST_KEY, hash, pattern(100));
    same(await b.decrypt(RSA_TEST_KEY, hash, ciphertext), pattern(100));
  }
}
