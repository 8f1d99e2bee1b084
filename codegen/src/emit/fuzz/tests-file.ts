/** The generated test of one package: samples of every message and struct, and the rules each must follow. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FileIr, StructIr } from '../../ir/model.js';
import { openEnded } from '../../passes/frames.js';
import { fileHeader } from '../file.js';
import { quote } from '../names.js';
import { interpret } from './interpret.js';
import { literal } from './literals.js';
import { type Sample, sampleParams, samplesOf } from './samples.js';

export function testsFile(packageName: string, module: string, files: readonly FileIr[], index: ModelIndex): string {
  const structs = files.flatMap(file => file.structs);
  const samples = structs.flatMap(struct => samplesOf(struct, index).map(sample => sampleText(struct, sample, index)));
  const arbitraries = structs.map(struct => targetText(packageName, struct, index));
  const names = structs.map(({ name }) => name).sort();
  return [
    fileHeader(
      `Tests of every codec of the package ${packageName}: octets, round trips, truncation, trailing octets, over-long members.`,
    ).trimEnd(),
    '',
    "import fc from 'fast-check';",
    "import { describe, expect, test } from 'vitest';",
    '',
    `import {\n${names.map(name => `  ${name},`).join('\n')}\n} from '${module}';`,
    '',
    `import * as arbitraries from './${packageName}.js';`,
    `import {\n${RULES.map(name => `  ${name},`).join('\n')}\n} from './rules.js';`,
    '',
    `const samples: readonly CodecSample[] = [\n${samples.join('\n')}\n];`,
    '',
    `const targets: readonly CodecTarget[] = [\n${arbitraries.join('\n')}\n];`,
    '',
    TESTS,
  ].join('\n');
}

/** One entry of a list of targets; arbitraries come from the namespace import `arbitraries`. */
export function targetText(packageName: string, struct: StructIr, index: ModelIndex, from = 'arbitraries'): string {
  const fields = [
    `package: ${quote(packageName)}`,
    `name: ${quote(struct.name)}`,
    `codec: ${struct.name}`,
    `params: ${paramsText(struct)}`,
    `arbitrary: ${from}.arbitrary${struct.name}`,
    `openEnded: ${isOpenEnded(struct, index)}`,
  ];
  return `  target({ ${fields.join(', ')} }),`;
}

const RULES = [
  'acceptedTruncations',
  'bytesOf',
  'type CodecSample',
  'type CodecTarget',
  'counting',
  'decodeWith',
  'encodeWith',
  'hexOf',
  'refusesTrailing',
  'sample',
  'target',
  'tryDecode',
  'withLength',
];

function sampleText(struct: StructIr, sample: Sample, index: ModelIndex): string {
  const { bytes, lengths } = interpret(struct, sample.value, index);
  const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('');
  const sites = lengths
    .filter(({ max }) => max < 0xffffffff)
    .map(({ field, offset, max }) => `[${quote(field)}, ${offset}, ${max}]`);
  return [
    '  sample({',
    `    title: ${quote(sample.title === '' ? struct.name : `${struct.name}, ${sample.title}`)},`,
    `    codec: ${struct.name},`,
    `    params: ${paramsText(struct)},`,
    `    openEnded: ${isOpenEnded(struct, index)},`,
    `    value: ${literal(sample.value)},`,
    `    hex: '${hex}',`,
    sites.length === 0
      ? '    lengths: [],'
      : `    lengths: [\n${sites.map(site => `      ${site},`).join('\n')}\n    ],`,
    '  }),',
  ].join('\n');
}

function paramsText(struct: StructIr): string {
  return struct.params.length === 0 ? 'undefined' : literal(sampleParams(struct));
}

function isOpenEnded(struct: StructIr, index: ModelIndex): boolean {
  return openEnded({ kind: 'struct', ref: struct }, index);
}

const TESTS = `describe.each(samples)('$title', sample => {
  const bytes = bytesOf(sample.hex);

  test('is encoded to the octets that the spec gives', () => {
    expect(hexOf(encodeWith(sample, sample.value))).toBe(sample.hex);
  });

  test('is decoded to the same value', () => {
    expect(decodeWith(sample, bytes)).toEqual(sample.value);
  });

  test('is refused when truncated anywhere, unless its end is open', () => {
    const accepted = acceptedTruncations(sample, bytes);
    if (!sample.openEnded) expect(accepted).toEqual([]);
  });

  test('treats octets after the end as declared', () => {
    const result = tryDecode(sample, Uint8Array.of(...bytes, 0));
    if (sample.openEnded) return; // they belong to the last member, or break it
    if (refusesTrailing(sample)) expect(result).toMatchObject({ error: { rule: 'trailing' } });
    else expect(result).toEqual({ value: sample.value });
  });

  test.each(sample.lengths.map(([field, offset, max]) => ({ field, offset, max })))(
    'refuses $field at $offset when it says more than $max',
    ({ field, offset, max }) => {
      const result = tryDecode(sample, withLength(bytes, offset, max + 1));
      expect(result).toMatchObject({ error: { field, rule: expect.stringMatching(/^(limit|length)$/) as string } });
    },
  );
});

describe.each(targets)('any $name', target => {
  test('survives encoding and decoding', () => {
    fc.assert(
      fc.property(target.arbitrary, value => {
        expect(decodeWith(target, encodeWith(target, value))).toEqual(value);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});
`;
