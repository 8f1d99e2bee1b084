/** The one place that looks for what the host may have beyond the language. Each is looked up at use: hosts install things late. */

/** The part of the WebAssembly interface that is used here. */
export interface WebAssemblyHost {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

interface Host {
  readonly crypto?: { getRandomValues?(bytes: Uint8Array): unknown };
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout?: (callback: () => void, delay: number) => unknown;
  readonly WebAssembly?: WebAssemblyHost;
}

/** Fills at most 65,536 bytes; undefined when the host has no Web Crypto. */
export function hostRandomFill(): ((bytes: Uint8Array) => void) | undefined {
  const source = host().crypto;
  const getRandomValues = source?.getRandomValues;
  if (getRandomValues === undefined) return undefined;
  return bytes => {
    getRandomValues.call(source, bytes);
  };
}

/** Resolves after the host had its turn; on a bare engine without any scheduler, after pending promises alone. */
export function yieldToHost(): Promise<void> {
  const { setImmediate, setTimeout } = host();
  return new Promise(resolve => {
    if (setImmediate !== undefined) setImmediate(resolve);
    else if (setTimeout !== undefined) setTimeout(resolve, 0);
    else resolve();
  });
}

export function hostWebAssembly(): WebAssemblyHost | undefined {
  return host().WebAssembly;
}

function host(): Host {
  return globalThis as Host;
}
