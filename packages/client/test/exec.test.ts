import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';

import { type Client, ExecError, type SshError } from '../src/index.js';
import { delay, rejection, startServer, until } from './support.js';

async function client(): Promise<Client> {
  return (await startServer()).connect();
}

describe('the result of a command', () => {
  test('[SES-01] has command, exit code, stdout and stderr', async () => {
    const ssh = await client();
    const result = await ssh.exec('echo out; echo err >&2');
    expect(result).toMatchObject({
      command: 'echo out; echo err >&2',
      stdout: 'out',
      stderr: 'err',
      exitCode: 0,
      signal: undefined,
      failed: false,
      timedOut: false,
      isCanceled: false,
    });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  test('[SES-02] [ERR-15] a failed command rejects with ExecError and the same fields, unless `reject` is false', async () => {
    const ssh = await client();
    const error = await rejection<ExecError>(ssh.exec('echo out; echo err >&2; exit 3'));
    expect(error).toBeInstanceOf(ExecError);
    expect(error).toMatchObject({ code: 'EXEC_FAILED', exitCode: 3, stdout: 'out', stderr: 'err', failed: true });
    expect(error.message).toBe('The command ended with exit code 3: echo out; echo err >&2; exit 3');
    expect(await ssh.exec('exit 3', { reject: false })).toMatchObject({ exitCode: 3, failed: true });
  });

  test('[SES-09] [SES-27] a signal is told apart from an exit code', async () => {
    const ssh = await client();
    const error = await rejection<ExecError>(ssh.exec('kill -KILL $$'));
    expect(error).toMatchObject({ exitCode: undefined, signal: 'KILL', code: 'EXEC_FAILED' });
    expect(await ssh.exec('exit 0', { reject: false })).toMatchObject({ exitCode: 0, signal: undefined });
  });

  test.each([0, 1, 3, 127, 255])('[SES-26] exit code %i arrives', async code => {
    const ssh = await client();
    expect((await ssh.exec(`exit ${code}`, { reject: false })).exitCode).toBe(code);
  });

  test('[SES-28] a channel that closes without saying how ends without an exit code', async () => {
    const { connect } = await startServer({ session: { exec: ({ channel }) => channel.close().then(() => 0) } });
    const ssh = await connect();
    const result = await ssh.exec('whatever', { reject: false });
    expect(result).toMatchObject({ exitCode: undefined, signal: undefined, failed: true });
    expect((await rejection(ssh.exec('whatever'))).message).toContain('without an exit code');
  });

  test('[SES-03] [ERR-16] a timeout ends the command, and the error has what was written before', async () => {
    const ssh = await client();
    const error = await rejection<ExecError>(ssh.exec('echo partial; exec sleep 60', { timeout: 300 }));
    expect(error).toBeInstanceOf(ExecError);
    expect(error).toMatchObject({ code: 'TIMEOUT', timedOut: true, stdout: 'partial', details: { phase: 'exec' } });
    expect(error.durationMs).toBeLessThan(5000);
    expect((await ssh.exec('echo alive')).stdout).toBe('alive');
  });

  test('[SES-06] can be awaited again and again, also when it failed', async () => {
    const ssh = await client();
    const job = ssh.exec('echo once');
    expect(await job).toBe(await job);
    const failing = ssh.exec('exit 1');
    expect(await rejection(failing)).toBe(await rejection(failing));
  });

  test('text and bytes keep what was written; one final line end is taken off', async () => {
    const ssh = await client();
    expect((await ssh.exec("printf 'a\\n\\n'")).stdout).toBe('a\n');
    expect((await ssh.exec("printf 'a\\n'", { stripFinalNewline: false })).stdout).toBe('a\n');
    expect((await ssh.exec("printf '\\303'; sleep 0.1; printf '\\244'")).stdout).toBe('ä');
    const { stdout } = await ssh.exec("printf '\\000\\377\\012'", { encoding: 'buffer' });
    expect(stdout).toEqual(Uint8Array.of(0, 255));
  });

  test('output over maxBuffer ends the command and keeps what fitted', async () => {
    const ssh = await client();
    const error = await rejection<ExecError>(ssh.exec('cat /dev/zero', { maxBuffer: 1000, encoding: 'buffer' }));
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', isMaxBuffer: true });
    expect(error.stdout).toHaveLength(1000);
  });

  test('a command that is refused rejects even with `reject: false`', async () => {
    const { connect } = await startServer({ session: {} });
    const ssh = await connect();
    const error = await rejection<SshError>(ssh.exec('true', { reject: false }));
    expect(error).toMatchObject({ code: 'CHANNEL_REQUEST_FAILED', details: { request: 'exec' } });
  });

  test('[SEC-178] however the end comes, the result settles exactly once', async () => {
    const endings = {
      'exit then close': 0,
      'signal then close': { signal: 'TERM' },
      throws: 'throw',
      'close without an exit': 'close',
    } as const;
    const { connect } = await startServer({
      session: {
        exec: async ({ command, channel }) => {
          const ending = endings[command as keyof typeof endings];
          if (ending === 'throw') throw new Error('handler');
          return ending === 'close' ? channel.close().then(() => 0) : ending;
        },
      },
    });
    const ssh = await connect();
    const outcomes: unknown[] = [];
    for (const command of Object.keys(endings)) {
      let settled = 0;
      const job = ssh.exec(command, { reject: false });
      void job.then(() => settled++);
      const { exitCode, signal } = await job;
      await delay(10);
      outcomes.push([exitCode, signal, settled]);
    }
    expect(outcomes).toEqual([
      [0, undefined, 1],
      [undefined, 'TERM', 1],
      [255, undefined, 1],
      [undefined, undefined, 1],
    ]);
  });
});

describe('a running command', () => {
  test('[SES-05] has stdin, stdout and stderr at once', async () => {
    const ssh = await client();
    const job = ssh.exec('cat; echo done >&2', { buffer: false });
    job.stdin.end('through');
    const [out, err] = await Promise.all([text(job.stdout), text(job.stderr)]);
    expect([out, err]).toEqual(['through', 'done\n']);
    expect(await job).toMatchObject({ exitCode: 0, stdout: undefined, stderr: undefined });
  });

  test('[SES-29] half-close: the command answers after its input has ended', async () => {
    const ssh = await client();
    const job = ssh.exec('cat >/dev/null; sleep 0.05; echo after the end');
    job.stdin.write('input');
    job.stdin.end();
    expect((await job).stdout).toBe('after the end');
  });

  test('[SES-24] [SES-46] signals reach the command, by both kinds of names, also before it runs', async () => {
    const seen: string[] = [];
    const { connect } = await startServer({
      session: {
        exec: session =>
          new Promise(resolve => {
            session.onSignal(signal => {
              seen.push(signal);
              if (signal === 'KILL') resolve({ signal });
            });
          }),
      },
    });
    const ssh = await connect();
    const job = ssh.exec('wait');
    job.kill('SIGUSR1');
    job.kill();
    job.kill('KILL');
    expect(await rejection(job)).toMatchObject({ signal: 'KILL' });
    expect(seen).toEqual(['USR1', 'TERM', 'KILL']);
    expect(() => job.kill('not a signal')).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    const real = (await client()).exec('trap "echo caught; exit 7" TERM; echo ready; while :; do sleep 0.05; done');
    real.stdout.once('data', () => real.kill());
    expect(await rejection(real)).toMatchObject({ exitCode: 7 });
  });

  test('lines come one by one; leaving the loop ends the command; a failure is thrown at the end', async () => {
    const { connect, server } = await startServer();
    const ssh = await connect();
    const lines: string[] = [];
    for await (const line of ssh.exec("printf 'one\\r\\ntwo\\n\\nlast'")) lines.push(line);
    expect(lines).toEqual(['one', 'two', '', 'last']);
    for await (const line of ssh.exec('yes endless')) {
      expect(line).toBe('endless');
      break;
    }
    await until(() => server.connections[0]?.sessions === 0, 'the endless command to end');
    const failing = (async () => {
      for await (const line of ssh.exec('echo before; exit 4')) lines.push(line);
    })();
    expect(await rejection(failing)).toMatchObject({ exitCode: 4 });
    expect(lines.at(-1)).toBe('before');
  });

  test('stderr that nobody reads does not stop a command whose stdout is read', async () => {
    const ssh = await client();
    const job = ssh.exec('head -c 5000000 /dev/zero >&2; echo done', { maxBuffer: 10_000_000 });
    expect(await text(job.stdout)).toBe('done\n');
    const { stdout, stderr } = await job;
    expect(stdout).toBeUndefined();
    expect(stderr).toHaveLength(5_000_000);
  });

  test.each([
    ['text', 'some input'],
    ['bytes', new TextEncoder().encode('some input')],
    ['a stream', Readable.from([Buffer.from('some '), Buffer.from('input')])],
    ['an iterable', ['some ', 'input']],
    [
      'an async iterable',
      (async function* () {
        yield 'some ';
        await delay(5);
        yield 'input';
      })(),
    ],
  ])('input can be %s', async (_, input) => {
    const ssh = await client();
    expect((await ssh.exec('cat', { input })).stdout).toBe('some input');
  });

  test('input that fails ends the command; a command that does not read all of it ends as it likes', async () => {
    const ssh = await client();
    const failing = Readable.from(
      (function* () {
        yield 'x';
        throw new Error('the disk is gone');
      })(),
    );
    expect(await rejection(ssh.exec('cat', { input: failing }))).toMatchObject({ code: 'IO_ERROR' });
    expect(await ssh.exec('head -c 1; exit 0', { input: Buffer.alloc(20_000_000, 'y') })).toMatchObject({
      stdout: 'y',
    });
  });

  test('pipes into a command of another server, with back-pressure and the failures of both', async () => {
    const [source, target] = [await client(), await client()];
    const count = await source.exec('head -c 20000000 /dev/zero').pipe(target.exec('wc -c'));
    expect(count.stdout.trim()).toBe('20000000');
    expect(await rejection(source.exec('exit 5').pipe(target.exec('cat')))).toMatchObject({ exitCode: 5 });
    expect(await rejection(source.exec('echo x').pipe(target.exec('cat; exit 6')))).toMatchObject({ exitCode: 6 });
    const early = await source.exec('yes').pipe(target.exec('head -n 1'));
    expect(early.stdout).toBe('y');
  });

  test('[SES-10] `await using` ends a command that still runs', async () => {
    const { connect, server } = await startServer();
    const ssh = await connect();
    {
      await using job = ssh.exec('sleep 60');
      await until(() => server.connections[0]?.sessions === 1, 'the session');
      expect(job.command).toBe('sleep 60');
    }
    await until(() => server.connections[0]?.sessions === 0, 'the session to end');
  });

  test('64 MiB go each way', async () => {
    const ssh = await client();
    const bytes = 64 * 1024 * 1024;
    const down = await ssh.exec(`head -c ${bytes} /dev/zero`, { encoding: 'buffer' });
    expect(down.stdout).toHaveLength(bytes);
    expect((await ssh.exec('wc -c', { input: new Uint8Array(bytes) })).stdout.trim()).toBe(String(bytes));
  });
});

describe('[NEW-14] a slow reader stops the sender, and memory stays bounded', () => {
  const BOUND = 8 * 1024 * 1024;
  const BLOCK = new Uint8Array(64 * 1024);

  test('from server to client', async () => {
    let written = 0;
    const { connect } = await startServer({
      session: {
        exec: async ({ stdout, signal }) => {
          while (!signal.aborted) {
            written += BLOCK.length;
            if (!stdout.write(BLOCK)) await Promise.race([drained(stdout), aborted(signal)]);
          }
        },
      },
    });
    const ssh = await connect();
    const job = ssh.exec('endless', { buffer: false });
    const stopped = await plateau(() => written);
    expect(stopped).toBeGreaterThan(0);
    expect(stopped).toBeLessThan(BOUND);
    job.stdout.once('data', () => {}); // flows now
    await until(() => written > 2 * stopped, 'the sender to go on');
    await job[Symbol.asyncDispose]();
  });

  test('from client to server', async () => {
    let go = () => {};
    const started = new Promise<void>(resolve => {
      go = resolve;
    });
    let received = 0;
    const { connect } = await startServer({
      session: {
        exec: async ({ stdin }) => {
          await started;
          for await (const chunk of stdin) received += (chunk as Uint8Array).length;
        },
      },
    });
    const ssh = await connect();
    const job = ssh.exec('slow');
    let written = 0;
    let stop = false;
    const writing = (async () => {
      while (!stop) {
        written += BLOCK.length;
        if (!job.stdin.write(BLOCK)) await drained(job.stdin);
      }
      job.stdin.end();
    })();
    const stopped = await plateau(() => written);
    expect(stopped).toBeGreaterThan(0);
    expect(stopped).toBeLessThan(BOUND);
    go();
    await until(() => written > 2 * stopped, 'the sender to go on');
    stop = true;
    await writing;
    await job;
    expect(received).toBe(written);
  });
});

function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise(resolve => {
    stream.once('drain', resolve);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The value once it has stood still for a while. */
async function plateau(value: () => number): Promise<number> {
  for (let last = -1; ; await delay(150)) {
    const now = value();
    if (now > 0 && now === last) return now;
    last = now;
  }
}
