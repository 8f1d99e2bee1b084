/** Turns an assembled program into something to call, where the host lets it. */

import { hostWebAssembly } from '../host.js';

/**
 * The exports of a program, its memory as bytes. Undefined where the host has no WebAssembly, lacks an instruction, or forbids
 * compiling (a content security policy can): a plain twin serves then.
 */
export function instantiate<Machine extends { readonly memory: Uint8Array }>(
  program: () => Uint8Array,
): Machine | undefined {
  const host = hostWebAssembly();
  if (host === undefined) return undefined;
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = new host.Instance(new host.Module(program())).exports;
  } catch {
    return undefined;
  }
  const memory = exports['memory'] as { readonly buffer: ArrayBuffer };
  return { ...exports, memory: new Uint8Array(memory.buffer) } as unknown as Machine;
}
