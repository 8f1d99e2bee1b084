/** The test's side of the process under attack, and what must hold for every attack (`assertContained`). */

import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';

import { type Client, connect, pinned } from '@nacre/client';

import { type Answer, type Command, type ConnectResult, PASSWORD, USER, type VictimReport } from './victim-protocol.js';

const MIB = 1024 * 1024;
/** Figures of every attack that says nothing else. */
const MEMORY_GROWTH = 8 * MIB;
const LONGEST_TURN_MS = 50;
const SETTLE_MS = 1000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export class Victim {
  readonly port: number;
  readonly fingerprint: string;
  readonly secrets: readonly string[];
  /** The public key that may log in. */
  readonly userKey: Buffer;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<
    number,
    { readonly answer: (result: unknown) => void; readonly fail: (error: Error) => void }
  >();
  #nextId = 1;

  private constructor(child: ChildProcess, ready: Answer & { readonly type: 'ready' }) {
    this.#process = child;
    this.port = ready.port;
    this.fingerprint = ready.fingerprint;
    this.secrets = ready.secrets;
    this.userKey = Buffer.from(ready.userKey, 'hex');
    child.on('message', message => {
      const answer = message as Answer;
      if (answer.type === 'answer') this.#waiting.get(answer.id)?.answer(answer.result);
    });
    child.once('exit', (code, signal) => {
      for (const { fail } of this.#waiting.values()) fail(new Error(`the victim ended with ${code ?? signal}`));
    });
  }

  /** Needs a build: the victim is a process of its own. */
  static start(): Promise<Victim> {
    const program = fileURLToPath(new URL('../../dist/security/victim-main.js', import.meta.url));
    if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\` first`);
    const child = fork(program, {
      execArgv: ['--expose-gc', '--max-semi-space-size=1'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      child.once('message', message => resolve(new Victim(child, message as Answer & { readonly type: 'ready' })));
      child.once('exit', code => reject(new Error(`the victim ended with ${code}`)));
      child.once('error', reject);
    });
  }

  /** Lets the victim's client connect. */
  connect(options: Omit<WithoutId<Command & { type: 'connect' }>, 'type'>): Promise<ConnectResult> {
    return this.#ask({ type: 'connect', ...options });
  }

  reset(): Promise<void> {
    return this.#ask({ type: 'reset' });
  }

  report(): Promise<VictimReport> {
    return this.#ask({ type: 'report' });
  }

  /** A client with nothing to hide. */
  honestClient(): Promise<Client> {
    const { port, fingerprint } = this;
    return connect({ host: '127.0.0.1', port, user: USER, password: PASSWORD, hostKeys: pinned(fingerprint) });
  }

  stop(): void {
    this.#process.disconnect();
  }

  #ask<T>(command: WithoutId<Command>): Promise<T> {
    if (!this.#process.connected) return Promise.reject(new Error('the victim is gone'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const answer = (result: unknown): void => {
        this.#waiting.delete(id);
        resolve(result as T);
      };
      this.#waiting.set(id, { answer, fail: reject });
      this.#process.send({ ...command, id });
    });
  }
}

export interface Containment {
  /** Bytes; SECURITY rows may set their own. */
  readonly memoryGrowth?: number;
  /** Handlers that may have run: logins of the attack itself. */
  readonly handlers?: readonly string[];
}

/**
 * Runs an attack on a warm victim and checks what must hold whatever it does: nothing unhandled, everything released
 * within a second, others unaffected, memory and event loop within bounds, no secret in what the victim wrote.
 * `attack` returns further secrets that must not show up.
 */
export async function assertContained(
  victim: Victim,
  attack: () => Promise<readonly Uint8Array[] | void>,
  allowed: Containment = {},
): Promise<VictimReport> {
  await using bystander = await victim.honestClient();
  expect((await bystander.exec('before')).stdout).toBe('ran before');
  const resources = (await victim.report()).resources;
  await victim.reset();

  const secrets = (await attack()) ?? [];

  const report = await settled(victim, resources);
  expect(report.unhandled, 'unhandled failures').toEqual([]);
  expect(report.handlers, 'handlers that ran').toEqual(allowed.handlers ?? []);
  expect(report.resources, 'sockets and timers left').toBeLessThanOrEqual(resources);
  expect(report.memoryGrowth, 'memory growth').toBeLessThan(allowed.memoryGrowth ?? MEMORY_GROWTH);
  expect(report.longestTurn, 'longest turn of the event loop').toBeLessThan(LONGEST_TURN_MS);
  for (const secret of [...victim.secrets, ...secrets.flatMap(spellings)]) expect(report.output).not.toContain(secret);

  expect((await bystander.exec('after')).stdout).toBe('ran after');
  await using honest = await victim.honestClient();
  expect((await honest.exec('honest')).stdout).toBe('ran honest');
  return report;
}

/** The report once everything is released, or after the time for that. */
async function settled(victim: Victim, resources: number): Promise<VictimReport> {
  const deadline = performance.now() + SETTLE_MS;
  let report = await victim.report();
  while (report.resources > resources && performance.now() < deadline) {
    await sleep(20);
    report = await victim.report();
  }
  return report;
}

function spellings(secret: Uint8Array): readonly string[] {
  const bytes = Buffer.from(secret);
  return [bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')];
}
