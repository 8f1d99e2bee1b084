/** Texts that make careless parsers slow. */

import { describe, expect, test } from 'vitest';

import { findAuthorizedKey, parseKnownHosts, parsePrivateKey, parsePublicKey } from '../src/index.js';
import { crypto } from './support.js';

const MIB = 1 << 20;
const repeated = (unit: string): string => unit.repeat(Math.ceil(MIB / unit.length)).slice(0, MIB);
const blob = new Uint8Array(51);

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parsePublicKey: text => parsePublicKey(text),
  parsePrivateKey: text => parsePrivateKey(text, { crypto }),
  parseKnownHosts: text => parseKnownHosts(text),
  findAuthorizedKey: text => findAuthorizedKey(text, blob),
};

describe('[SEC-083] 1 MiB of hostile text takes less than 50 ms', () => {
  test.each([
    ['letters', repeated('A')],
    ['spaces', repeated(' ')],
    ['armour', repeated('-----BEGIN')],
    ['armour lines', repeated('-----BEGIN OPENSSH PRIVATE KEY-----\n')],
    ['nested quotes in options', `${repeated('command="\\"')} ssh-ed25519 AAAA`],
    ['lines of quotes', repeated('command="\\"" ssh-ed25519 AAAA\n')],
    ['base64 that is nearly right', `ssh-ed25519 ${repeated('AAAA')}=A`],
    ['line ends', repeated('\r\n')],
    ['commas and stars', `${repeated('*,')} ssh-ed25519 AAAA`],
  ])('%s', async (_name, text) => {
    for (const [name, read] of Object.entries(readers)) {
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 5; round++) best = Math.min(best, await timeOf(() => read(text)));
      expect({ name, slow: best >= 50 && best }).toEqual({ name, slow: false });
    }
  });
});

/** Milliseconds of processor time: the machine may be busy with other things. The caller takes the best of some. */
async function timeOf(run: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  try {
    await run();
  } catch (error) {
    expect((error as { code: string }).code).toMatch(/^(?:KEY_FORMAT|LIMIT_EXCEEDED|UNSUPPORTED)$/);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
