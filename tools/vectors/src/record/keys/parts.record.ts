/** Groups of fields that several structures share, cut out of vectors of those. */

import { test } from 'vitest';

import { readVectors } from '../../vector.js';
import { save, strings } from '../save.js';

test('parts of keys and certificates', () => {
  const certificate = vector('keys/openssh92-certificate-user-ed25519');
  const [, nonce, key] = offsets(certificate.bytes, 3);
  part('keys/part-certificate-frame', 'CertificateFrame', certificate, nonce, key);
  const [, , , common] = offsets(certificate.bytes, 4);
  part('keys/part-certificate-common', 'CertificateCommon', certificate, common, certificate.bytes.length);

  const signature = vector('keys/openssh92-ed25519-sk-sshsig');
  part('keys/part-sk-counter', 'SkCounter', signature, signature.bytes.length - 5, signature.bytes.length);

  const added = vector('agent/openssh92-add-ed25519-sk-AgentAddIdConstrained');
  const [, , , handle] = offsets(added.bytes.subarray(1), 4);
  const flags = 1 + (handle ?? 0);
  const [, reserved, end] = offsets(added.bytes.subarray(flags + 1), 3);
  part('keys/part-sk-handle', 'SkHandle', added, flags, flags + 1 + (end ?? reserved ?? 0));

  const certified = vector('agent/openssh92-add-certificate-rsa-AgentAddIdentity');
  const [, blob, numbers] = offsets(certified.bytes.subarray(1), 3);
  part(
    'keys/part-certificate-of-private-key',
    'CertificateOfPrivateKey',
    certified,
    1 + (blob ?? 0),
    1 + (numbers ?? 0),
  );
});

interface Found {
  readonly source: string;
  readonly bytes: Buffer;
}

function vector(name: string): Found {
  const found = readVectors().find(file => file.name === name);
  if (found === undefined) throw new Error(`record ${name} first`);
  return { source: found.vector.source, bytes: Buffer.from(found.vector.hex, 'hex') };
}

/** Where the first `count` strings begin. */
function offsets(bytes: Buffer, count: number): readonly number[] {
  const starts = [0];
  for (const part of strings(bytes)) {
    if (starts.length === count) break;
    starts.push((starts.at(-1) as number) + 4 + part.length);
  }
  return starts;
}

function part(
  name: string,
  of: string,
  { source, bytes }: Found,
  from: number | undefined,
  to: number | undefined,
): void {
  save(name, { of, origin: 'peer', source: `${source}; a part of it`, bytes: bytes.subarray(from, to) });
}
