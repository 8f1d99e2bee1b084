/** An ssh-agent behind a proxy, and the vectors of what passes it. */

import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { run, type Workspace } from '@nacre/peers';

import { messageName } from '../names.js';
import { type ProxyRecord, startProxy } from '../proxy.js';
import { type OpensshRelease, save, sh, strings } from '../save.js';

const PROVIDER = fileURLToPath(new URL('../../../security-key/provider.c', import.meta.url));

const SIGN_REQUEST = 13;
const EXTENSION = 27;
/** Messages without fields: one of each is enough. */
const PLAIN = [5, 6, 11, 19, 28];
/** Of the SSH 1 agent: ssh-add -D still sends it. */
const REMOVE_ALL_RSA = 9;
/** Rows of the table of disagreements that messages decide, by their name and what was done. */
const DISAGREEMENTS: Readonly<Record<string, { readonly disagreement: number; readonly notes: string }>> = {
  'restrict-AgentAddIdConstrained': {
    disagreement: 8,
    notes: 'Each level is a string of its own; the document prints them flat.',
  },
  'add-certificate-ed25519-AgentAddIdentity': {
    disagreement: 9,
    notes: 'The public key stands in front of the secret; the text of the draft has the secret alone.',
  },
};

export interface AgentSession extends AsyncDisposable {
  readonly cwd: string;
  readonly release: OpensshRelease;
  /** Variables for programs that are to use the agent. */
  readonly env: NodeJS.ProcessEnv;
  readonly provider: string;
  /** Runs a program and saves what it says to the agent. */
  use(action: string, program: 'ssh' | 'ssh-add' | 'ssh-keygen', ...args: readonly string[]): Promise<void>;
  keygen(...args: readonly string[]): void;
}

export async function startAgent(workspace: Workspace, release: OpensshRelease): Promise<AgentSession> {
  const cwd = workspace.folder;
  const agentSocket = workspace.path('agent.sock');
  sh('gcc', ['-shared', '-fPIC', '-O1', '-o', 'provider.so', PROVIDER, '-lcrypto'], { cwd });
  writeFileSync(workspace.path('askpass'), '#!/bin/sh\necho secret\n', { mode: 0o755 });
  const helpers = {
    SSH_SK_HELPER: `${release.lib}/ssh-sk-helper`,
    SSH_PKCS11_HELPER: `${release.lib}/ssh-pkcs11-helper`,
  };
  const allowed = ['-P', `${cwd}/*,/usr/lib/*`];
  workspace.spawn(`${release.bin}/ssh-agent`, ['-D', '-a', agentSocket, ...allowed], {
    env: { ...process.env, ...helpers },
  });
  while (!existsSync(agentSocket)) await new Promise(resolve => setTimeout(resolve, 20));
  const proxy = await startProxy(workspace.path('proxy.sock'), agentSocket);
  const env = {
    ...process.env,
    ...helpers,
    SSH_AUTH_SOCK: workspace.path('proxy.sock'),
    SSH_ASKPASS: workspace.path('askpass'),
    SSH_ASKPASS_REQUIRE: 'force',
    DISPLAY: 'none',
  };
  const keep = keeper(release);
  return {
    cwd,
    release,
    env,
    provider: workspace.path('provider.so'),
    keygen: (...args) => void sh(`${release.bin}/ssh-keygen`, ['-q', ...args], { cwd, env: helpers }),
    async use(action, program, ...args) {
      const result = await run(workspace, `${release.bin}/${program}`, args, {
        cwd,
        env,
        timeout: 20_000,
        input: 'x\n',
      });
      const records = proxy.take();
      if (records.length === 0) console.log(`${release.name} ${action}: ${result.stderr.trim().split('\n')[0]}`);
      keep(action, program, records);
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** Saves each message of each action once. */
function keeper(release: OpensshRelease): (action: string, program: string, records: readonly ProxyRecord[]) => void {
  const seen = new Set<string>();
  return (action, program, records) => {
    for (const { from, packet } of records) {
      const number = packet.readUInt8(0);
      if (number === REMOVE_ALL_RSA || (action.startsWith('add-certificate') && !packet.includes('-cert-v01')))
        continue;
      const of = messageName('agent', number)?.name;
      if (of === undefined) throw new Error(`unknown message ${number} of the agent`);
      const forwarding = number === EXTENSION && packet.at(-1) === 1 ? '-forwarding' : '';
      const key = PLAIN.includes(number) ? of : `${action}-${of}${forwarding}`;
      if (seen.has(key)) continue;
      seen.add(key);
      save(`agent/${release.short}-${key}`, {
        of,
        origin: 'peer',
        source: `${release.name} ${from === 'server' ? 'ssh-agent' : program}: ${action}`,
        bytes: packet,
        ...DISAGREEMENTS[key],
      });
      if (action === 'sign-file' && number === SIGN_REQUEST) saveSignedData(release, packet);
    }
  };
}

/** What ssh-keygen -Y sign asks the agent to sign. */
function saveSignedData(release: OpensshRelease, request: Buffer): void {
  const [, data] = strings(request, 1);
  if (data === undefined) throw new Error('a request to sign holds no data');
  save(`keys/${release.short}-sshsig-signed-data`, {
    of: 'SshSignatureSignedData',
    origin: 'peer',
    source: `${release.name} ssh-keygen -Y sign, as it asks ssh-agent to sign it`,
    bytes: data,
  });
}
