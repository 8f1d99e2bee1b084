/** What ssh-add, ssh and ssh-keygen say to ssh-agent, and its answers, for each OpenSSH release that is installed. */

import { readFileSync, writeFileSync } from 'node:fs';

import { test } from 'vitest';

import { startSshd, Workspace } from '@nacre/peers';

import { opensshReleases } from '../save.js';
import { type AgentSession, startAgent } from './session.js';

const TYPES: readonly (readonly [name: string, ...args: string[]])[] = [
  ['ed25519', '-t', 'ed25519'],
  ['ecdsa', '-t', 'ecdsa'],
  ['ecdsa-384', '-t', 'ecdsa', '-b', '384'],
  ['ecdsa-521', '-t', 'ecdsa', '-b', '521'],
  ['rsa', '-t', 'rsa'],
];
const SECURITY_KEYS = ['ed25519-sk', 'ecdsa-sk'];

for (const release of opensshReleases()) {
  const types = release.short === 'openssh92' ? [...TYPES, ['dsa', '-t', 'dsa'] as const] : TYPES;

  test(`keys in the agent of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    await using agent = await startAgent(workspace, release);
    for (const [name, ...args] of types) {
      agent.keygen(...args, '-N', '', '-C', `vector ${name}`, '-f', name);
      await agent.use(`add-${name}`, 'ssh-add', name);
    }
    await agent.use('list', 'ssh-add', '-l');
    for (const [name] of types) await agent.use(`sign-${name}`, 'ssh-add', '-T', `${name}.pub`);
    await agent.use('sign-file', 'ssh-keygen', '-Y', 'sign', '-n', 'file', '-f', 'ed25519.pub');
    await agent.use('remove', 'ssh-add', '-d', 'ed25519.pub');
    await agent.use('remove-all', 'ssh-add', '-D');
    await agent.use('lock', 'ssh-add', '-x');
    await agent.use('unlock', 'ssh-add', '-X');
    await agent.use('lifetime', 'ssh-add', '-t', '60', 'ed25519');
    await agent.use('confirm', 'ssh-add', '-c', '-t', '3600', 'ecdsa');
    await securityKeys(agent);
    await certificates(agent, [...types.map(([name]) => name), ...SECURITY_KEYS]);
    await restrictions(agent);
    await agent.use('token', 'ssh-add', '-s', '/usr/lib/none.so');
    await agent.use('token-lifetime', 'ssh-add', '-t', '60', '-s', '/usr/lib/none.so');
    await agent.use('token-certificates', 'ssh-add', '-C', '-s', '/usr/lib/none.so', 'rsa-cert.pub');
    await agent.use('token-remove', 'ssh-add', '-e', '/usr/lib/none.so');
  });

  test(`login with the agent of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    await using agent = await startAgent(workspace, release);
    agent.keygen('-t', 'ed25519', '-N', '', '-C', 'vector', '-f', 'key');
    await agent.use('before-login', 'ssh-add', 'key');
    const sshd = await startSshd(workspace, { authorizedKeys: [readFileSync(`${agent.cwd}/key.pub`, 'utf8')] });
    writeFileSync(`${agent.cwd}/hosts`, sshd.knownHosts);
    const options = ['-F', 'none', '-o', `UserKnownHostsFile=${agent.cwd}/hosts`, '-p', String(sshd.port)];
    const where = `${sshd.user}@127.0.0.1`;
    await agent.use('login', 'ssh', ...options, where, 'true');
    await agent.use('forward', 'ssh', ...options, '-A', '-o', 'IdentityFile=none', where, `${release.bin}/ssh-add -l`);
  });
}

async function securityKeys(agent: AgentSession): Promise<void> {
  for (const type of SECURITY_KEYS) {
    agent.keygen('-t', type, '-w', agent.provider, '-N', '', '-C', type, '-f', type);
    await agent.use(`add-${type}`, 'ssh-add', '-S', agent.provider, type);
    await agent.use(`sign-${type}`, 'ssh-add', '-T', `${type}.pub`);
  }
}

/** ssh-add adds a key both alone and with its certificate; only the second is saved. */
async function certificates(agent: AgentSession, names: readonly string[]): Promise<void> {
  agent.keygen('-t', 'ed25519', '-N', '', '-C', 'ca', '-f', 'ca');
  for (const name of names) {
    agent.keygen('-s', 'ca', '-I', 'id', '-n', 'alice', `${name}.pub`);
    const provider = name.endsWith('-sk') ? ['-S', agent.provider] : [];
    await agent.use(`add-certificate-${name}`, 'ssh-add', ...provider, name);
  }
}

async function restrictions(agent: AgentSession): Promise<void> {
  const hosts = ['ed25519', 'rsa'].map((type, i) => `host${i} ${readFileSync(`${agent.cwd}/${type}.pub`, 'utf8')}`);
  writeFileSync(`${agent.cwd}/known_hosts`, hosts.join(''));
  const limits = ['-h', 'host0', '-h', 'host0>bob@host1'];
  await agent.use('restrict', 'ssh-add', '-H', `${agent.cwd}/known_hosts`, ...limits, 'ecdsa');
}
