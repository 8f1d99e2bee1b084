/** Tests of what is peculiar to native zlib streams. What all providers share is in the compliance suite of the test kit. */

import * as zlib from 'node:zlib';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { nodeZlib } from './zlib.js';

afterEach(() => {
  vi.doUnmock('node:zlib');
  vi.resetModules();
});

describe('nodeZlib', () => {
  test('is there on every supported Node', () => {
    expect(nodeZlib()).toBeDefined();
  });

  test.each([
    ['has no handle', () => ({ close() {} })],
    ['has a handle that cannot be driven', () => ({ _handle: {}, _writeState: new Uint32Array(2), close() {} })],
    [
      'has a handle that does nothing',
      () => ({ _handle: { writeSync() {} }, _writeState: Uint32Array.of(65_536, 0), close() {} }),
    ],
  ])('a runtime whose stream %s has no zlib here', async (_, createDeflate) => {
    vi.doMock('node:zlib', () => ({ ...zlib, createDeflate }));
    vi.resetModules();
    const fresh = await import('./zlib.js');
    expect(fresh.nodeZlib()).toBeUndefined();
  });

  test('bad data raises no event on the stream below, which would end the process', async () => {
    const inflater = nodeZlib()?.inflater();
    expect(() => inflater?.decompress(new Uint8Array(10).fill(255), 100)).toThrow('incorrect header check');
    await new Promise(resolve => setImmediate(resolve));
    expect(() => inflater?.decompress(new Uint8Array(10), 100)).toThrow('incorrect header check');
    inflater?.close();
    await new Promise(resolve => setImmediate(resolve));
  });

  test('a packet leaves no listener behind', async () => {
    const [deflater, inflater] = [nodeZlib()?.deflater(), nodeZlib()?.inflater()];
    const packet = new Uint8Array(1000).fill(7);
    const warnings: unknown[] = [];
    const note = (warning: unknown) => warnings.push(warning);
    process.on('warning', note);
    for (let i = 0; i < 3000; i++) {
      const compressed = deflater?.compress(packet) as Uint8Array;
      expect(inflater?.decompress(compressed, 1000)).toHaveLength(1000);
    }
    await new Promise(resolve => setImmediate(resolve)); // warnings come later
    process.off('warning', note);
    expect(warnings).toEqual([]);
    deflater?.close();
    inflater?.close();
  });
});
