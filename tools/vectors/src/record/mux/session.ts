/** An ssh that shares its connection, behind a proxy, and the vectors of what passes it. */

import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { run, type Sshd, startSshd, type Workspace } from '@nacre/peers';

import { FramedStream } from '../framed.js';
import { messageName } from '../names.js';
import { type OpensshRelease, save } from '../save.js';

const PROXY = fileURLToPath(new URL('../../../peers/unix-proxy.py', import.meta.url));

/** Messages whose layout is not what PROTOCOL.mux says. */
const OTHER_THAN_DOCUMENTED: Readonly<Record<string, string>> = {
  MuxNewSession: 'The flags are u32; the document says bool.',
  MuxNewStdioForward: 'The port is a u32; the document says string.',
  MuxProxy: 'Its number is in mux.c only.',
  MuxProxyReady: 'Its number is in mux.c only.',
};

export interface MuxSession {
  readonly sshd: Sshd;
  readonly cwd: string;
  /** `user@host` of the server. */
  readonly where: string;
  /** Runs ssh with the shared connection and saves what passes. */
  use(action: string, ...args: readonly string[]): Promise<void>;
}

interface Passed {
  readonly from: 'client' | 'server';
  readonly packet: Buffer;
}

/** `ask` has the master ask before it does anything, and says no. */
export async function startMaster(workspace: Workspace, release: OpensshRelease, ask: boolean): Promise<MuxSession> {
  const cwd = workspace.folder;
  const sshd = await startSshd(workspace, { config: ['PermitTTY no', 'AcceptEnv VECTOR_*'] });
  writeFileSync(workspace.path('hosts'), sshd.knownHosts);
  writeFileSync(workspace.path('refuse'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const askpass = { SSH_ASKPASS: workspace.path('refuse'), SSH_ASKPASS_REQUIRE: 'force', DISPLAY: 'none' };
  const env = { ...process.env, ...askpass, VECTOR_ONE: '1' };
  const hosts = `UserKnownHostsFile=${workspace.path('hosts')}`;
  const common = ['-F', 'none', '-i', sshd.identityFile, '-o', hosts, '-p', String(sshd.port)];
  const where = `${sshd.user}@127.0.0.1`;
  const control = workspace.path('control');
  const master = [...common, ask ? '-MM' : '-M', '-S', control, '-N', where];
  workspace.spawn(`${release.bin}/ssh`, master, { env, stdio: 'ignore' });
  await until(() => existsSync(control));
  const take = startProxy(workspace, control);
  await until(() => existsSync(workspace.path('proxied')));

  const seen = new Set<string>();
  return {
    sshd,
    cwd,
    where,
    async use(action, ...args) {
      const options = { cwd, env, timeout: 4000, input: 'x' };
      const shared = [...common, '-S', workspace.path('proxied'), ...args];
      const { stderr } = await run(workspace, `${release.bin}/ssh`, shared, options);
      await new Promise(resolve => setTimeout(resolve, 50));
      const passed = take();
      if (passed.length <= 2) console.log(`${release.name} ${action}: ${stderr.trim().split('\n')[0]}`);
      keep(release, action, passed, seen);
    },
  };
}

/** Starts the proxy; the result gives what has passed since the last call. */
function startProxy(workspace: Workspace, control: string): () => readonly Passed[] {
  let passed: Passed[] = [];
  const streams = new Map<string, FramedStream>();
  const proxy = workspace.spawn('/usr/bin/python3', [PROXY, workspace.path('proxied'), control], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  createInterface({ input: proxy.stdout as NodeJS.ReadableStream }).on('line', line => {
    const said = JSON.parse(line) as { from?: 'client' | 'server'; hex?: string; connection?: number };
    const { from, hex, connection } = said;
    if (from === undefined || hex === undefined) return;
    const key = `${from}${connection}`;
    const stream = streams.get(key) ?? new FramedStream();
    streams.set(key, stream);
    passed.push(...stream.push(Buffer.from(hex, 'hex')).map(packet => ({ from, packet })));
  });
  return () => {
    const taken = passed;
    passed = [];
    return taken;
  };
}

/** Saves each message of each action once; HELLO and the checks that go before everything only once in all. */
function keep(release: OpensshRelease, action: string, passed: readonly Passed[], seen: Set<string>): void {
  for (const { from, packet } of passed) {
    const of = messageName('mux', packet.readUInt32BE(0))?.name;
    if (of === undefined) return; // after the proxy mode begins, messages of SSH follow
    if (of.startsWith('MuxAlive') && action !== 'check') continue;
    const key = of === 'MuxHello' ? `hello-${from}` : `${action}-${of}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const source = `${release.name} ssh, ${from === 'client' ? 'client' : 'master'}: ${action}`;
    const notes = OTHER_THAN_DOCUMENTED[of];
    const disagreement = notes === undefined ? {} : { disagreement: 7, notes };
    save(`mux/${release.short}-${key}`, { of, origin: 'peer', source, bytes: packet, ...disagreement });
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 20));
}
