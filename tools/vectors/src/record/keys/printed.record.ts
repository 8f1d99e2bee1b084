/** Keys and certificates that documents print. */

import { test } from 'vitest';

import { join, string } from '../octets.js';
import { save, strings } from '../save.js';

/** draft-ietf-sshm-cert-00, "Example ssh-ed25519-cert", private certificate. Its signature verifies. */
const ED25519_PRIVATE_CERTIFICATE = Buffer.from(
  [
    '000000107373682d656432353531392d6365727400000206000000107373682d656432353531392d6365727400000020',
    '28d48ffa9efec6d765b5f391d05c63f8a2f3d22a51f3d09f4f7b07dba2c683fd00000020447c22f9460fd95a5eb8da3e',
    'befc3d6414ca0e1af8e774d14044bc5d8be8eec500000000075bcd150000000100000006677265676f72000000190000',
    '0006677265676f720000000b677265676f7273616d7361000000005e0be10000000000985b1cdf0000004b0000000d66',
    '6f7263652d636f6d6d616e640000000d000000092f62696e2f747275650000000e736f757263652d6164647265737300',
    '0000130000000f3132372e302e302e302f382c3a3a3100000082000000157065726d69742d5831312d666f7277617264',
    '696e6700000000000000177065726d69742d6167656e742d666f7277617264696e6700000000000000167065726d6974',
    '2d706f72742d666f7277617264696e67000000000000000a7065726d69742d707479000000000000000e7065726d6974',
    '2d757365722d72630000000000000000000000330000000b7373682d6564323535313900000020447c22f9460fd95a5e',
    'b8da3ebefc3d6414ca0e1af8e774d14044bc5d8be8eec5000000530000000b7373682d65643235353139000000403131',
    '1578758bb5d864d55aadcd958d06a7afeb876233954c404528c62b327bcf5a9d91936a9af42b74e17e370d4b826e7572',
    '2e2024c4416a7f0d2df8fff29e0300000020447c22f9460fd95a5eb8da3ebefc3d6414ca0e1af8e774d14044bc5d8be8',
    'eec500000040341ad7c1b87f3eb52eb5dd8c4b235dc9b67b7fe4850537046c3dc191ba633133447c22f9460fd95a5eb8',
    'da3ebefc3d6414ca0e1af8e774d14044bc5d8be8eec5',
  ].join(''),
  'hex',
);

test('the example of an Ed25519 certificate', () => {
  const [, certificate] = strings(ED25519_PRIVATE_CERTIFICATE);
  if (certificate === undefined) throw new Error('the example holds no certificate');
  const source = 'draft-ietf-sshm-cert, example of ssh-ed25519-cert';
  save('keys/printed-ed25519-certificate', { of: 'CertificateBlob', origin: 'rfc', source, bytes: certificate });
  save('keys/printed-ed25519-certified-private', {
    of: 'CommentedPrivateKey',
    origin: 'rfc',
    source,
    disagreement: 9,
    notes:
      'The public key stands in front of the secret, against section 2.5.3 of the same draft. An empty comment was added.',
    bytes: join(ED25519_PRIVATE_CERTIFICATE, string('')),
  });
});
