/** The raw peer itself is right: OpenSSH completes key exchanges with it in both roles, and notices its lies. */

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Sshd, startSshd, Workspace } from '@nacre/peers';
import { type RawCipher, RawPeer, u32 } from '@nacre/testkit';

import { describeOpenSsh } from '../suite.js';

const CIPHERS: readonly RawCipher[] = [
  'aes256-gcm@openssh.com',
  'aes128-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes256-ctr',
];
const CASES = CIPHERS.flatMap(cipher => [true, false].map(strict => ({ cipher, strict })));

describeOpenSsh('the raw peer as client of sshd', openSsh => {
  let workspace: Workspace;
  let sshd: Sshd;
  beforeAll(async () => {
    workspace = await Workspace.create();
    sshd = await startSshd(workspace, { openSsh });
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  test.each(CASES)('completes a key exchange: $cipher, strict $strict', async ({ cipher, strict }) => {
    const peer = await RawPeer.connect(sshd.port);
    await peer.kex({ cipher, strict });
    await peer.service();
    peer.send(50, 'nobody-here', 'ssh-connection', 'none');
    const failure = await peer.expect(51);
    expect(failure.payload.toString()).toContain('publickey');
    peer.close();
  });

  test.each(CIPHERS)('is refused when a bit of a packet is wrong: %s', async cipher => {
    const peer = await RawPeer.connect(sshd.port);
    await peer.kex({ cipher });
    peer.corrupt(9, 1);
    peer.send(5, 'ssh-userauth');
    await peer.expect('close');
    expect(peer.seen.map(message => message.number)).not.toContain(6);
  });

  test('is refused when a strict key exchange has a message too many', async () => {
    const peer = await RawPeer.connect(sshd.port);
    peer.sendVersion();
    peer.sendKexInit();
    peer.sendPlain(Buffer.from([2, 0, 0, 0, 0]));
    await peer.expect('close');
    expect(peer.seen.map(message => message.number)).not.toContain(31);
  });
});

describeOpenSsh('the raw peer as server of ssh', openSsh => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create();
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  test.each(CASES)(
    'runs a command, with a second key exchange in it: $cipher, strict $strict',
    async ({ cipher, strict }) => {
      const listener = await RawPeer.listen();
      const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'GlobalKnownHostsFile=/dev/null'];
      const args = options.flatMap(option => ['-o', option]);
      const ssh = workspace.spawn(openSsh.ssh, [
        '-F',
        'none',
        ...args,
        '-p',
        String(listener.port),
        'someone@127.0.0.1',
        'the command',
      ]);
      const output: Buffer[] = [];
      ssh.stdout?.on('data', (bytes: Buffer) => output.push(bytes));
      const exit = new Promise<number | null>(resolve => ssh.once('exit', resolve));
      const peer = await listener.accept();
      await peer.kex({ cipher, strict });
      await serveOneCommand(peer, () => peer.kex({ cipher, strict }));
      expect(await exit).toBe(7);
      expect(Buffer.concat(output).toString()).toBe('said the raw peer');
      listener.close();
      peer.close();
    },
  );
});

/** Lets anybody in, answers one exec with a text and exit status 7. */
async function serveOneCommand(peer: RawPeer, rekey: () => Promise<unknown>): Promise<void> {
  await peer.expect(5);
  peer.send(6, 'ssh-userauth');
  await peer.expect(50);
  peer.send(52);
  const open = await peer.expect(90);
  const channel = open.payload.subarray(12, 16); // after the number and the string "session"
  peer.send(91, channel, u32(0), u32(100_000), u32(32_768));
  let request = await peer.expect(98);
  while (!request.payload.includes('exec')) request = await peer.expect(98);
  peer.send(99, channel);
  await rekey();
  peer.send(94, channel, 'said the raw peer');
  peer.send(98, channel, 'exit-status', 0, u32(7));
  peer.send(97, channel);
}
