/** Cases for Diffie-Hellman modulo a prime (RFC 4253 section 8, RFC 4419). The known answer was computed with Python's pow. */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  type CryptoProvider,
  type Modp,
  type ModpGroup,
  type ModpGroupName,
  modpGroups,
} from '@nacre/crypto';

import { type ComplianceCase, different, hex, rejectsMisuse, rejectsPeerKey, same } from '../case.js';

/** In group 14. */
const KNOWN = {
  privateKey: `9e7d90faf24973b7e218a2d59374d0b3279bf18f08584e55ec8527f5ef180f22
    994eb41b11de8639f913731cdfc5a0c99d5987a5973f444cacd2c39d2b35fa55`,
  peerPublicKey: `
    910feb2df4d773c6fde871eb79c6db7e8077cac4efdcade98cb921923b36c4222a6a9444d9096205cb14884abc5b866f63410e8b908f757f
    756d7007964491e2cf80141f06a07826217ff7a2b5da1c939d356615845a6cc02c996f970a5e3d40327ab88a9a17db359932c3fa86ae5c46
    84479a878ad1839f696338830fcaf940a4fa7ae73941c925c8f3cc7801a27f7beb0ddc864b6093624684c585cfe3a75d1c2a26ebe171b49c
    63fccf3fd767f622a88135ad81b58d8ed9a0e9cf65bda4ed7aa3da117b93630e4d7dea3a021cea005a7dc642a90418c39bbf1a33280b2b4a
    562919f660b71d2b864d484916958c2c05bb202d6badf3faf27da626b722f088`,
  secret: `
    7c3e8cdc493442ea0ac9b645805fb2bb2ad1c576fb1f03840a454e8de06bfb5071300a40e0cb5516e881951885e8c2a4e91850cd9bac6af5
    8f34c1f114f05b08564cca0bcc9beb5efa0694b201b3eff66b30729c0bfd45c1038d91f03b7f096b868a46d5e2ae758620b347313a6ef231
    86cf4070869f2e4fff0c38d58702e370063d86b493f60afa5cd9ba401af029109e7a660bd8eb129deec036133c2b54154e1089e26fdfecba
    0e4b331f3ef01cc75dc0fe45dcd85968a6979f320f36c676321e0352ec71ded6dd16672011249963f20aebdbfa1400f2d0f9fddd1305bcd1
    356c61336818b9c8e68391d0f3aafdd8b3c85b5af8f319180ce6cb85798b25ec`,
};

/** A safe prime of 2048 bits that has no name, as they come with OpenSSH for group exchange. */
const EXCHANGED_GROUP: ModpGroup = {
  p: hex(`
    e98f2a209ba9f4c8c1ffb02490e599a99fbe28f6a053e240a4bd5fede80b23fea8a1476e9ef6605a4b4b41cc74cb945c7e168a91db112424
    480a85cbf5853234b9b1f60f030d38f678ba80ae1461f716c463d7396151eb5f037cc88690feef8d16a1b67f56c11874db5aa3d541beff39
    0077c79c86434edbc2b46821d2ae5d2fa4fff1b086b07669b09498ea11b0fe26c773f79aca044e085e0ba43bbe1ebe954aa1ec7a465a3232
    699e54958b1760ab7a04d9627ec1810970706c96b58bf84999ebed8846d8b384cb945bf782141b1be2b7c0e04d531a2334db41bbfd1bea42
    8c5fd22f50babdbdfcc5b848f64cba8d039636311f8d844dfffbd77a429a9923`),
  g: Uint8Array.of(2),
};

/** Which key exchanges need the group. */
const ROWS: Readonly<Record<ModpGroupName, string>> = {
  group1: 'ALG-47',
  group14: 'ALG-27 ALG-32 ALG-33 ALG-41',
  group15: 'ALG-28 ALG-42 ALG-43',
  group16: 'ALG-29 ALG-44 ALG-45',
  group17: 'ALG-30',
  group18: 'ALG-31 ALG-46',
};

export function* modpCases({ modp }: CryptoProvider): Generator<ComplianceCase> {
  if (modp === undefined) return;
  yield {
    name: 'modp: a known secret in group 14, whatever zeros stand in front of the numbers',
    async run() {
      const zeros = new Uint8Array(3);
      const { p, g } = modpGroups.group14;
      const [privateKey, peer] = [hex(KNOWN.privateKey), hex(KNOWN.peerPublicKey)];
      same(await modp.agree({ p, g }, privateKey, peer), KNOWN.secret);
      const padded = { p: concatBytes(zeros, p), g: concatBytes(zeros, g) };
      same(await modp.agree(padded, concatBytes(zeros, privateKey), concatBytes(zeros, peer)), KNOWN.secret);
    },
  };
  for (const [name, row] of Object.entries(ROWS) as [ModpGroupName, string][]) {
    yield { name: `${row} modp: both sides agree in ${name}`, run: () => bothAgree(modp, modpGroups[name]) };
  }
  yield {
    name: 'ALG-26 ALG-37 ALG-38 ALG-39 ALG-40 modp: both sides agree in a group without a name, with any generator',
    async run() {
      await bothAgree(modp, EXCHANGED_GROUP);
      await bothAgree(modp, { p: EXCHANGED_GROUP.p, g: hex('0123456789abcdef0123456789abcdef') });
    },
  };
  yield* modpLeadingZeroCases(modp);
  yield* modpRefusalCases(modp);
  yield* modpPrivateCases(modp);
}

async function bothAgree(modp: Modp, group: ModpGroup): Promise<void> {
  const [a, b] = [await modp.generate(group, 256), await modp.generate(group, 256)];
  different(a.publicKey, b.publicKey);
  const secret = await modp.agree(group, a.privateKey, b.publicKey);
  same(await modp.agree(group, b.privateKey, a.publicKey), secret);
  const expected = powerModulo(bytesToBigInt(b.publicKey), bytesToBigInt(a.privateKey), bytesToBigInt(group.p));
  same(secret, bigIntToBytes(expected));
}

/** The plainest way to do it. */
function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function* modpLeadingZeroCases(modp: Modp): Generator<ComplianceCase> {
  yield {
    name: 'modp: a secret or a public number that starts with a zero byte comes without it, in 20 pairs',
    async run() {
      const group = modpGroups.group1;
      const [p, g] = [bytesToBigInt(group.p), bytesToBigInt(group.g)];
      const { privateKey, publicKey } = await modp.generate(group, 256);
      // One more in the exponent of the peer is one multiplication, so that short secrets are found without many powers.
      const other = await modp.generate(group, 256);
      let peer = bytesToBigInt(other.publicKey);
      let secret = bytesToBigInt(await modp.agree(group, privateKey, other.publicKey));
      const step = bytesToBigInt(publicKey);
      for (let found = 0; found < 20; peer = (peer * g) % p, secret = (secret * step) % p) {
        if (secret >> 1016n !== 0n && peer >> 1016n !== 0n) continue;
        found++;
        same(await modp.agree(group, privateKey, bigIntToBytes(peer)), bigIntToBytes(secret));
      }
    },
  };
}

function* modpRefusalCases(modp: Modp): Generator<ComplianceCase> {
  for (const name of ['group1', 'group14', 'a group without a name'] as const) {
    yield {
      name: `SEC-044 modp: refuses peers' numbers that are not in [2, p - 2], in ${name}`,
      async run() {
        const group = name === 'a group without a name' ? EXCHANGED_GROUP : modpGroups[name];
        const p = bytesToBigInt(group.p);
        const { privateKey } = await modp.generate(group, 256);
        for (const bad of [0n, 1n, p - 1n, p, p + 1n, p + 2n, 2n * p + 2n, 2n ** 4000n, 2n ** 70_000n]) {
          await rejectsPeerKey(async () => modp.agree(group, privateKey, bigIntToBytes(bad)));
          const padded = concatBytes(new Uint8Array(1), bigIntToBytes(bad));
          await rejectsPeerKey(async () => modp.agree(group, privateKey, padded));
        }
        for (const good of [2n, 3n, p - 2n]) {
          const secret = powerModulo(good, bytesToBigInt(privateKey), p);
          same(await modp.agree(group, privateKey, bigIntToBytes(good)), bigIntToBytes(secret));
        }
      },
    };
  }
  yield {
    name: 'SEC-044 modp: refuses groups whose prime is even or of no usable size, or whose generator is out of range',
    async run() {
      const { p, g } = modpGroups.group1;
      const number = bytesToBigInt(p);
      const groups: readonly ModpGroup[] = [
        { p: new Uint8Array(0), g },
        { p: bigIntToBytes(number - 1n), g },
        { p: bigIntToBytes(number >> 1n), g },
        { p: bigIntToBytes((1n << 8192n) + 1n), g },
        ...[0n, 1n, number - 1n, number, number + 2n].map(bad => ({ p, g: bigIntToBytes(bad) })),
      ];
      for (const group of groups) {
        await rejectsPeerKey(async () => modp.generate(group, 256));
        await rejectsPeerKey(async () => modp.agree(group, Uint8Array.of(9), Uint8Array.of(5)));
      }
    },
  };
}

function* modpPrivateCases(modp: Modp): Generator<ComplianceCase> {
  yield {
    name: 'SEC-044 modp: private numbers have as many bits as asked for, and never more than p',
    async run() {
      const group = modpGroups.group1;
      for (const bits of [256, 257, 320, 512, 1024, 5000]) {
        const { privateKey, publicKey } = await modp.generate(group, bits);
        const value = bytesToBigInt(privateKey);
        assert.ok(value < bytesToBigInt(group.p));
        const made = value.toString(2).length;
        assert.ok(made >= Math.min(bits, 1023) && made <= Math.min(bits + 8, 1023), `${made} bits for ${bits}`);
        same(publicKey, bigIntToBytes(powerModulo(2n, value, bytesToBigInt(group.p))));
      }
      for (const bits of [0, 255, 256.5, Number.NaN]) await rejectsMisuse(async () => modp.generate(group, bits));
    },
  };
  yield {
    name: 'modp: a private number of 0, or not below p, is misuse',
    async run() {
      const group = modpGroups.group1;
      for (const bad of [new Uint8Array(0), new Uint8Array(5), group.p, concatBytes(group.p, group.p)]) {
        await rejectsMisuse(async () => modp.agree(group, bad, Uint8Array.of(5)));
      }
    },
  };
}
