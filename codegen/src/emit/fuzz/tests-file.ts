/** The generated test of one package: samples of every message and struct, as a table; the rules are in `suite.ts`. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FileIr, StructIr } from '../../ir/model.js';
import { fileHeader } from '../file.js';
import { interpret } from './interpret.js';
import { literal } from './literals.js';
import type { Growth, LengthSite } from './octets.js';
import { paramSets } from './params.js';
import { type Sample, samplesOf } from './samples.js';

export function testsFile(packageName: string, files: readonly FileIr[], index: ModelIndex): string {
  const structs = files.flatMap(file => file.structs);
  const samples = structs.flatMap(struct => samplesOf(struct, index).map(sample => sampleText(struct, sample, index)));
  const rules = ['type CodecSample', ...(samples.some(text => text.includes('counting(')) ? ['counting'] : [])];
  return [
    fileHeader(
      `Tests of every codec of the package ${packageName}: octets, round trips, truncation, trailing octets, over-long members.`,
    ).trimEnd(),
    '',
    `import { codecTargets } from './${packageName}.js';`,
    `import { ${rules.join(', ')} } from './rules.js';`,
    "import { testCodecs } from './suite.js';",
    '',
    '/** Values with the octets that the spec gives for them. */',
    `const samples: readonly CodecSample[] = [\n${samples.join('\n')}\n];`,
    '',
    'testCodecs(codecTargets, samples);\n',
  ].join('\n');
}

function sampleText(struct: StructIr, sample: Sample, index: ModelIndex): string {
  const params = paramSets(struct, index)[sample.set] ?? {};
  const { bytes, lengths, growths, views } = interpret(struct, sample.value, params, index);
  const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('');
  const sites = lengths.filter(({ max, size }) => max < 2 ** (8 * size) - 1).map(siteText);
  const fields = [
    `of: ${literal(struct.name)}`,
    ...(sample.set === 0 ? [] : [`set: ${sample.set}`]),
    ...(sample.title === '' ? [] : [`title: ${literal(sample.title)}`]),
    `value: ${literal(sample.value)}`,
    `hex: '${hex}'`,
    ...(sites.length === 0 ? [] : [`lengths: [${sites.join(', ')}]`]),
    ...(growths.length === 0 ? [] : [`growths: [${growths.map(growthText).join(', ')}]`]),
    ...(sample.decoded === undefined ? [] : [`decoded: ${literal(sample.decoded)}`]),
    ...(views.length === 0 ? [] : [`views: ${literal(views.map(view => [...view]))}`]),
  ];
  return `  { ${fields.join(', ')} },`;
}

function siteText({ field, offset, max, size, written }: LengthSite): string {
  const more = written !== max ? `, ${size}, ${written}` : size !== 4 ? `, ${size}` : '';
  return `[${literal(field)}, ${offset}, ${max}${more}]`;
}

function growthText({ field, start, end, count, max, within }: Growth): string {
  return `[${literal(field)}, ${start}, ${end}, ${count}, ${max}${within.length === 0 ? '' : `, ${literal([...within])}`}]`;
}
