/** Asks for a password or passphrase on the terminal without showing it. */

const ENTER = new Set(['\r', '\n', '\x04']);
const INTERRUPT = '\x03';
const ERASE = new Set(['\x7f', '\b']);

/** Undefined when there is no terminal. Ctrl-C gives up and calls `onInterrupt`. */
export async function askSecret(question: string, onInterrupt: () => void): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return undefined;
  stderr.write(question);
  stdin.setRawMode(true);
  try {
    return await readLine(stdin, onInterrupt);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

function readLine(stdin: NodeJS.ReadStream, onInterrupt: () => void): Promise<string | undefined> {
  return new Promise(resolve => {
    let typed = '';
    const finish = (answer: string | undefined) => {
      stdin.off('data', onData);
      resolve(answer);
    };
    const onData = (chunk: Buffer) => {
      for (const character of chunk.toString('utf8')) {
        if (ENTER.has(character)) return finish(typed);
        if (character === INTERRUPT) {
          onInterrupt();
          return finish(undefined);
        }
        typed = ERASE.has(character) ? [...typed].slice(0, -1).join('') : typed + character;
      }
    };
    stdin.on('data', onData);
    stdin.resume();
  });
}
