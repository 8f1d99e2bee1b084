/** Host keys that a server announces after login: proved ones are told, everything else is not. */

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readCertificate, withCertificate } from '@nacre/server';
import { Fields, RawPeer, str, u32 } from '@nacre/testkit';

import {
  type AnnouncedHostKeys,
  type Certificate,
  connect,
  formatPublicKey,
  generateKey,
  type Signer,
  type TraceEvent,
} from '../src/index.js';
import { afterTest, delay, HOST, startServer, temporaryFolder, until } from './support.js';

/** What our server says of its keys, told to a client of ours. */
async function announced(hostKeys: Parameters<typeof startServer>[0], hostKey?: string): Promise<AnnouncedHostKeys[]> {
  const { connect: open } = await startServer(hostKeys);
  const told: AnnouncedHostKeys[] = [];
  const client = await open({
    hostKeys: () => true,
    onHostKeys: event => told.push(event),
    ...(hostKey !== undefined && { algorithms: { hostKey } }),
  });
  await client.exec('true'); // the announcement came before, the proof after
  await delay(100);
  return told;
}

/** A host certificate of a new authority. */
async function certificateFor({ publicKey }: Signer): Promise<Certificate> {
  const cwd = await temporaryFolder();
  const keygen = (...all: readonly string[]) => execFileSync('ssh-keygen', ['-q', ...all], { cwd, stdio: 'pipe' });
  keygen('-t', 'ed25519', '-N', '', '-f', 'ca');
  await writeFile(join(cwd, 'key.pub'), `${formatPublicKey(publicKey)}\n`);
  keygen('-s', 'ca', '-I', 'the host', '-h', '-n', HOST, 'key.pub');
  return readCertificate(join(cwd, 'key-cert.pub'));
}

describe('hostkeys-00@openssh.com', () => {
  test.each(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-256', 'rsa-sha2-512'])(
    '[PRO-09] all keys are told once they are proved, with %s in use',
    async algorithm => {
      const keys = await Promise.all([generateKey('ed25519'), generateKey('ecdsa-nistp256'), generateKey('rsa')]);
      const [told, ...more] = await announced({ hostKeys: keys }, algorithm);
      expect(more).toEqual([]);
      expect(told?.host).toBe(HOST);
      expect(told?.keys.map(key => key.blob)).toEqual(keys.map(key => key.publicKey.blob));
    },
  );

  test('[PRO-09] with a certificate of an RSA key in use, the key signs with the same hash', async () => {
    const rsa = await generateKey('rsa', { bits: 2048 });
    const signed: string[] = [];
    const plain: Signer = {
      publicKey: rsa.publicKey,
      algorithms: rsa.algorithms,
      sign(data, algorithm) {
        signed.push(algorithm);
        return rsa.sign(data, algorithm);
      },
    };
    const hostKeys = [plain, withCertificate(rsa, await certificateFor(rsa))];
    const told = await announced({ hostKeys }, 'rsa-sha2-256-cert-v01@openssh.com');
    expect(signed).toEqual(['rsa-sha2-256']);
    expect(told.map(({ keys }) => keys.map(key => key.type))).toEqual([['ssh-rsa']]);
  });

  test('a server can keep its keys to itself', async () => {
    expect(await announced({ announceHostKeys: false })).toEqual([]);
  });

  test('clients that give up at an announcement get none', async () => {
    const { connect: open } = await startServer();
    const told: AnnouncedHostKeys[] = [];
    const client = await open({ ident: 'TTSSH/2.70 Win32', onHostKeys: event => told.push(event) });
    await client.exec('true');
    await delay(50);
    expect(told).toEqual([]);
  });

  test('one key only is told without another proof', async () => {
    expect((await announced({}))[0]?.keys).toHaveLength(1);
  });

  test('a listener that throws, and one that is missing, harm nothing', async () => {
    const { connect: open } = await startServer();
    const failing = await open({
      onHostKeys: () => {
        throw new Error('in the listener');
      },
    });
    expect((await failing.exec('echo on')).stdout).toBe('on');
    expect((await (await open()).exec('echo on')).stdout).toBe('on');
  });
});

describe('a raw server', () => {
  async function rawServed() {
    const listener = await RawPeer.listen();
    afterTest(() => listener.close());
    const told: AnnouncedHostKeys[] = [];
    const trace: TraceEvent[] = [];
    const connecting = connect({
      host: HOST,
      port: listener.port,
      user: 'alice',
      dangerous: { acceptAnyHostKey: true },
      keepalive: false,
      onHostKeys: event => told.push(event),
      trace: event => trace.push(event),
    });
    const peer = await listener.accept();
    await peer.letIn();
    const client = await connecting;
    afterTest(() => client.destroy());
    const other = (await generateKey('ed25519')).publicKey.blob;
    const complaints = () =>
      trace.filter(event => event.name === 'handler-error').map(event => event.fields?.['message']);
    return { peer, client, told, other, complaints };
  }

  /** What a wrong proof may be. */
  const lies: [string, (signature: Uint8Array) => readonly (string | number | Uint8Array)[]][] = [
    ['a refusal', () => [82]],
    ['no signature', () => [81]],
    ['two signatures', signature => [81, str(signature), str(signature)]],
    ['the signature of another key', signature => [81, str(signature)]],
    ['rubbish', () => [81, str('rubbish')]],
  ];

  test.each(lies)('%s instead of a proof: nothing is told, and the connection goes on', async (_, lie) => {
    const { peer, client, told, other, complaints } = await rawServed();
    peer.send(80, 'hostkeys-00@openssh.com', 0, str(other));
    const request = new Fields((await peer.expect(80)).payload.subarray(1));
    expect(request.text()).toBe('hostkeys-prove-00@openssh.com');
    expect(request.byte()).toBe(1);
    expect(new Uint8Array(request.str())).toEqual(other);
    const signature = Buffer.concat([str('ssh-ed25519'), str(Buffer.alloc(64, 1))]);
    peer.send(...lie(signature));
    await until(() => complaints().length === 1, 'the trace');
    expect(complaints()[0]).toMatch(/announced host keys/);
    expect(told).toEqual([]);
    expect(client.isClosed).toBe(false);
  });

  test('keys of unknown types are passed over, and a second announcement is not looked at', async () => {
    const { peer, client, told, other } = await rawServed();
    const unknown = Buffer.concat([str('ssh-something@example.org'), u32(0)]);
    peer.send(80, 'hostkeys-00@openssh.com', 0, str(unknown), str('rubbish'));
    await until(() => told.length === 1, 'the event');
    expect(told[0]?.keys).toEqual([]);
    peer.send(80, 'hostkeys-00@openssh.com', 1, str(other));
    await peer.expect(81);
    await delay(30);
    expect(told).toHaveLength(1);
    expect(client.isClosed).toBe(false);
  });
});

describe('hostkeys-prove-00@openssh.com', () => {
  async function rawLogin(port: number): Promise<RawPeer> {
    const peer = await RawPeer.connect(port);
    await peer.login();
    return peer;
  }

  test('the server proves its own keys only, no more than it has, and a few times', async () => {
    const { port, hostKey } = await startServer();
    const { blob } = hostKey.publicKey;
    const peer = await rawLogin(port);
    const ask = async (...keys: readonly Uint8Array[]) => {
      peer.send(80, 'hostkeys-prove-00@openssh.com', 1, ...keys.map(str));
      return (await peer.expect([81, 82])).number;
    };
    expect(await ask(blob)).toBe(81);
    expect(await ask()).toBe(82);
    expect(await ask(blob, blob)).toBe(82);
    expect(await ask((await generateKey('ed25519')).publicKey.blob)).toBe(82);
    expect(await ask(blob)).toBe(82); // the fifth request
    peer.send(90, 'session', u32(0), u32(1000), u32(1000));
    await peer.expect(91);
    peer.close();
  });
});
