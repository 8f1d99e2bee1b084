/** Handshakes of ssh2's client with ssh2's server in this process. */

import type { AddressInfo } from 'node:net';

import ssh2, { type CipherAlgorithm, type KexAlgorithm } from 'ssh2';

import { type HandshakeInput, printRate, workerInput } from './input.js';

const input = workerInput<HandshakeInput>();
const algorithms = { kex: [input.kex as KexAlgorithm], cipher: [input.cipher as CipherAlgorithm] };
const [hostKey, identity] = [keyPair(), keyPair()];
const allowed = ssh2.utils.parseKey(identity.public);
if (allowed instanceof Error) throw allowed;

const server = new ssh2.Server({ hostKeys: [hostKey.private], algorithms }, connection => {
  connection.on('error', () => {});
  connection.on('authentication', context => {
    if (context.method !== 'publickey') return context.reject(['publickey']);
    if (context.signature === undefined) return context.accept();
    const good = allowed.verify(context.blob as Buffer, context.signature, context.hashAlgo);
    if (good === true) context.accept();
    else context.reject();
  });
});
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

await printRate(input, () => {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject);
    client.on('close', () => resolve());
    client.on('ready', () => client.end());
    client.connect({ host: '127.0.0.1', port, username: 'bench', privateKey: identity.private, algorithms });
  });
});
server.close();

/** ssh2 1.17 now and then makes an ed25519 pair that it cannot read itself. */
function keyPair(): { readonly private: string; readonly public: string } {
  for (let attempt = 0; attempt < 20; attempt++) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.public) instanceof Error)) return pair;
  }
  throw new Error('ssh2 made no key pair that it can read');
}
