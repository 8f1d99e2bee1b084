/** The text of `suite.ts`: the tests that each package's table of samples is put to. It knows no message. */

import { fileHeader } from '../../file.js';

export function suiteFile(): string {
  return `${fileHeader('The tests of all codecs of a package; its test file has the samples.')}${TEXT}`;
}

const TEXT = `import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { checkHotForms } from './hot.js';
import { nearlyRight, traced } from './near-valid.js';
import {
  acceptedTruncations,
  bytesOf,
  type CodecSample,
  type CodecTarget,
  checkDecoding,
  decodeByReader,
  decodeWith,
  encodeWith,
  grown,
  hexOf,
  refusesTrailing,
  tryDecode,
  withNumber,
  withoutViews,
} from './rules.js';

/** Runs of each property; the fuzz targets make more. */
const RUNS = 8;

export function testCodecs(targets: readonly CodecTarget[], samples: readonly CodecSample[]): void {
  const found = samples.map(sample => {
    const target = targets.filter(({ name }) => name === sample.of)[sample.set ?? 0];
    if (target === undefined) throw new TypeError(\`\${sample.of} is not a codec\`);
    return { title: [sample.of, target.variant, sample.title].filter(Boolean).join(', '), target, sample };
  });
  describe.each(found)('$title', ({ target, sample }) => testSample(target, sample));
  describe.each(targets.map(target => ({ title: \`\${target.name} \${target.variant}\`.trim(), target })))(
    'any $title',
    ({ target }) => testProperties(target, targets.filter(({ name }) => name === target.name)),
  );
}

function testSample(target: CodecTarget, sample: CodecSample): void {
  const bytes = bytesOf(sample.hex);
  const value = 'decoded' in sample ? sample.decoded : sample.value;

  test('is encoded to the octets that the spec gives', () => {
    expect(hexOf(encodeWith(target, sample.value))).toBe(sample.hex);
    expect(hexOf(traced(target.codec, sample.value, target.params).bytes)).toBe(sample.hex);
  });

  test('is decoded to the same value', () => {
    const decoded = decodeWith(target, bytes);
    expect(withoutViews(decoded, value, target.views)).toEqual(value);
    expect(decodeByReader(target, bytes)).toEqual(decoded);
    const views = (sample.views ?? []).map(([name]) => [name, (decoded as Record<string, unknown>)[name]]);
    expect(views).toEqual((sample.views ?? []).map(([name, start, end]) => [name, bytes.slice(start, end)]));
  });

  test('is refused when truncated anywhere, unless its end is open', () => {
    const accepted = acceptedTruncations(target, bytes);
    if (!target.openEnded) expect(accepted).toEqual([]);
  });

  test('treats octets after the end as declared', () => {
    const result = tryDecode(target, Uint8Array.of(...bytes, 0));
    if (target.openEnded) return; // they belong to the last member, or break it
    if (refusesTrailing(target)) expect(result).toMatchObject({ error: { rule: 'trailing' } });
    else expect(result).toMatchObject({ value: expect.anything() as unknown });
  });

  testLimits(target, sample, bytes);
}

function testLimits(target: CodecTarget, sample: CodecSample, bytes: Uint8Array): void {
  const { lengths = [], growths = [] } = sample;
  if (lengths.length + growths.length === 0) return;
  test('is refused when a length or count is above its limit', () => {
    const tooLong = lengths.map(([, offset, max, size]) => tryDecode(target, withNumber(bytes, offset, max + 1, size)));
    const rule = expect.stringMatching(/^(limit|length)$/) as string;
    expect(tooLong).toMatchObject(lengths.map(([field]) => ({ error: { field, rule } })));
    const tooMany = growths.map(growth => tryDecode(target, grown(bytes, growth)));
    expect(tooMany).toMatchObject(growths.map(([field]) => ({ error: { field, rule: 'limit' } })));
  });

  test('is held to the same limits when it is encoded', () => {
    const { sites } = traced(target.codec, sample.value, target.params);
    const limitAt = (field: string, at: number): readonly number[] =>
      sites.filter(site => site.field === field && site.offset === at).map(({ max }) => max);
    const limitOf = (field: string): readonly number[] =>
      sites.filter(site => site.field === field && site.kind === 'items').map(({ max }) => max);
    for (const [field, offset, max, , written = max] of lengths)
      expect([...limitAt(field, offset), ...limitOf(field)], field).toContain(written);
    for (const [field, , , , max] of growths) expect(limitOf(field), field).toContain(max);
  });
}

function testProperties(target: CodecTarget, family: readonly CodecTarget[]): void {
  const others = family.filter(other => other !== target);
  test('survives encoding and decoding', () => {
    fc.assert(
      fc.property(target.arbitrary, value => {
        const bytes = encodeWith(target, value);
        expect(hexOf(traced(target.codec, value, target.params).bytes)).toBe(hexOf(bytes));
        expect(withoutViews(decodeWith(target, bytes), value, target.views)).toEqual(value);
        checkHotForms(target, value);
      }),
      { numRuns: RUNS, seed: 1 },
    );
  });

  test('is refused with a DecodeError or understood, when there is a fault in it', () => {
    fc.assert(
      fc.property(nearlyRight(target, others), bytes => {
        checkDecoding(target, bytes);
      }),
      { numRuns: RUNS, seed: 1 },
    );
  });
}
`;
