/** Modules of Python that serve as peers. */

import { spawnSync } from 'node:child_process';

/** The system's own Python, for which Debian's packages are. */
export const python = process.env['NACRE_PEER_PYTHON'] ?? '/usr/bin/python3';

/** The version of a module, or a sentence that says what is missing. */
export function pythonModule(name: 'asyncssh' | 'paramiko'): { readonly version: string } | string {
  const script = `import ${name}; print(${name}.__version__)`;
  const { status, stdout } = spawnSync(python, ['-W', 'ignore', '-c', script], { encoding: 'utf8' });
  return status === 0 ? { version: stdout.trim() } : `missing peer: ${name} (package python3-${name})`;
}
