/** Tests of the assembler, and that each program is the one that was last looked at. */

import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { chachaPolyProgram } from '../chachapoly/program.js';
import { poly1305Program } from '../poly1305/program.js';
import { ringProgram } from '../sntrup761/ring/program.js';
import { umacProgram } from '../umac/program.js';
import { assemble, constant, flatten, get, unsigned } from './assembler.js';

describe('the assembler', () => {
  test('encodes constants in signed LEB128', () => {
    const cases: readonly (readonly [bigint, readonly number[]])[] = [
      [0n, [0x42, 0]],
      [63n, [0x42, 63]],
      [64n, [0x42, 0xc0, 0]],
      [-1n, [0x42, 0x7f]],
      [-64n, [0x42, 0x40]],
      [-65n, [0x42, 0xbf, 0x7f]],
      [624_485n, [0x42, 0xe5, 0x8e, 0x26]],
      [0xffffffffffffffffn, [0x42, 0x7f]],
    ];
    for (const [value, code] of cases) expect(flatten(constant(value))).toEqual(code);
  });

  test('encodes indexes in unsigned LEB128', () => {
    expect(unsigned(127)).toEqual([0x7f]);
    expect(flatten(get(128))).toEqual([0x20, 0x80, 1]);
    expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]);
  });

  test('makes a module even without functions', () => {
    const module = assemble({ pages: 1, functions: [] });
    expect([...module].slice(0, 8)).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(isValid(module)).toBe(true);
  });
});

/**
 * A change of an assembled program shows here, whether it was meant or not. Beside the digest stands what it takes to believe the new
 * one: the tests of its folder compare it with a plain twin.
 */
describe('programs are reproducible', () => {
  test.each([
    ['poly1305', poly1305Program, 'bd1ab69d6a4fd4e3dc7079c839c658515068c8801651679fc60bb4cefeec4847'],
    ['sntrup761', ringProgram, 'aa735e9b09acba4dd9bb4b62ad0d354219a880e109555b1f245107732d96285f'],
    ['chachapoly', chachaPolyProgram, 'ac904277cf6a75e0a556d5aaf521f88c13b005ebff40122920a9bb653358f018'],
    [
      'umac for tags of 8 bytes',
      () => umacProgram(2),
      'daa972360feae0bad942f949579d371a0f654465a1d7d1ede0b39fea476ec8be',
    ],
    [
      'umac for tags of 16 bytes',
      () => umacProgram(4),
      '64c1d98bfe0a526ff738071fad39d0c58132f05b4876185fd9a5319930f1ad06',
    ],
  ] as const)('%s', (_, program, digest) => {
    expect(isValid(program())).toBe(true);
    expect(createHash('sha256').update(program()).digest('hex')).toBe(digest);
    expect(program()).toEqual(program());
  });
});

function isValid(module: Uint8Array): boolean {
  return (globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } }).WebAssembly.validate(
    module,
  );
}
