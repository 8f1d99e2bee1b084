/** Parameters, samples, the second encoder and dictionaries, against octets and lists worked out by hand. */

import { describe, expect, test } from 'vitest';

import { compileFiles } from '../../../test/temporary-spec.js';
import { ModelIndex } from '../../ir/index-of.js';
import type { FileIr, StructIr } from '../../ir/model.js';
import { dictionaryFile } from './dictionary.js';
import { interpret } from './interpret.js';
import { isOpenEnded, type Params, paramSets, paramsTitle } from './params.js';
import { type SampleObject, samplesOf } from './samples.js';

const SPEC = `
wire: 0
namespace: demo
refs: { doc: https://example.com/doc }
limits: { name: 64, utf8: 100, bytes: 100, rest: 100, items: 4 }
params:
  Version: { base: u32, min: 3, max: 6 }
  RequestName: { base: name, max: 64 }
flags:
  Parts: { base: u32, version: Version, bits: { SIZE: 1, OWNER: { bit: 2, until: 3 }, GROUP: { bit: 4, since: 4 } } }
enums:
  Colour: { base: u16, open: true, values: { red: 1, green: 0x1234 } }
spaces:
  files: { tag: u8, trailing: error, maxMessage: 1000, params: { version: Version } }
  wide: { tag: u32, trailing: error, maxMessage: 1000 }
  named: { tag: name, trailing: error, maxMessage: 1000 }
messages:
  Late: { space: files, number: 1, dir: c2s, ref: doc, since: 5, fields: [ { old: { type: u8, until: 5 } }, { attrs: Attrs } ] }
  Wide: { space: wide, number: 0x80000001, dir: c2s, ref: doc, fields: [ { a: u8 } ] }
  Add: { space: named, tag: add, dir: c2s, ref: doc, fields: [ { colour: Colour } ] }
structs:
  Attrs:
    params: { version: Version }
    fields:
      - flags: { type: Parts, derive: presence }
      - size: { type: u8, if: flags.SIZE }
      - owner: { type: u8, if: flags.OWNER }
      - group: { type: u8, if: flags.GROUP, default: 9 }
  Link:
    layouts: { openssh: [target, link], draft: [link, target, tail] }
    fields: [ { target: utf8 }, { link: utf8 }, { tail: rest } ]
  Defaults: { fields: [ { a: { type: u8, default: 7 } }, { b: u8 } ] }
  Counted: { fields: [ { n: u8 }, { flag: bool }, { list: 'u16[n]' } ] }
  Signed: { keepRaw: true, spans: { tbs: { from: start, before: signature } }, fields: [ { key: bytes }, { signature: bytes } ] }
  Request: { fields: [ { request: name }, { body: union(Body by request) } ] }
  Reply: { params: { request: RequestName }, fields: [ { body: union(BodyReply by $request) } ] }
  Ready: { magic: "go\\0", fields: [ { method: { type: name, const: ready } } ] }
unions:
  Body: { tag: name, open: true, unknown: rest, cases: { ask: { fields: [ { x: u8 } ], reply: Counted }, none: empty } }
  BodyReply: { replyOf: Body, unknown: rest }
`;

const CONFIG =
  'config: 0\noutputs: [ { spec: demo.yaml, package: demo, file: demo.ts } ]\nemit: { packages: "{package}" }\n';
const { model, diagnostics } = compileFiles({ 'wire/nacre.yaml': CONFIG, 'wire/demo.yaml': SPEC });
const files: readonly FileIr[] = model?.files ?? [];
const index = new ModelIndex(model ?? { files: [] });

function struct(name: string): StructIr {
  const found = files.flatMap(file => file.structs).find(declared => declared.name === name);
  if (found === undefined) throw new TypeError(`${name} is not declared: ${JSON.stringify(diagnostics)}`);
  return found;
}

describe('the sets of parameters that a layout is tried with', () => {
  test.each([
    ['Attrs', ['version 3', 'version 4', 'version 5', 'version 6']],
    ['Late', ['version 5', 'version 6']],
    ['Link', ['openssh', 'draft']],
    ['Reply', ['ask', 'unknown@example.com']],
    ['Wide', ['']],
  ])('%s: %j', (name, titles) => {
    expect(paramSets(struct(name), index).map(params => paramsTitle(struct(name), params))).toEqual(titles);
  });

  test('decide whether the end is open', () => {
    expect(paramSets(struct('Link'), index).map(params => isOpenEnded(struct('Link'), params, index))).toEqual([
      false,
      true,
    ]);
  });
});

describe('the second encoder', () => {
  const cases: readonly (readonly [name: string, params: Params, value: SampleObject, hex: string])[] = [
    ['Attrs', { version: 3 }, { size: 5, owner: 6 }, '00000003 05 06'],
    ['Attrs', { version: 4 }, { size: 5, group: 6 }, '00000005 05 06'],
    ['Attrs', { version: 4 }, {}, '00000000'],
    ['Late', { version: 5 }, { old: 1, attrs: {} }, '01 01 00000000'],
    ['Late', { version: 6 }, { attrs: { size: 2 } }, '01 00000001 02'],
    ['Wide', {}, { a: 5 }, '80000001 05'],
    ['Add', {}, { colour: 0x1234 }, '00000003 616464 1234'],
    ['Link', { layout: 'openssh' }, { target: 't', link: 'l' }, '00000001 74 00000001 6c'],
    ['Link', { layout: 'draft' }, { target: 't', link: 'l', tail: Uint8Array.of(9) }, '00000001 6c 00000001 74 09'],
    ['Defaults', {}, { b: 1 }, '07 01'],
    ['Counted', {}, { flag: true, list: [1, 2] }, '02 01 0001 0002'],
    ['Request', {}, { body: { request: 'ask', x: 3 } }, '00000003 61736b 03'],
    ['Request', {}, { body: { request: undefined, name: 'x', data: Uint8Array.of(8) } }, '00000001 78 08'],
    ['Reply', { request: 'ask' }, { body: { request: 'ask', flag: false, list: [] } }, '00 00'],
    ['Ready', {}, {}, '676f00 00000005 7265616479'],
  ];
  test.each(cases)('%s %j %j', (name, params, value, hex) => {
    const { bytes } = interpret(struct(name), value, params, index);
    expect(Buffer.from(bytes).toString('hex')).toBe(hex.replaceAll(' ', ''));
  });

  test('knows where lengths and counts stand, and their limits', () => {
    const link = interpret(struct('Link'), { target: 'ab', link: 'c' }, { layout: 'openssh' }, index);
    expect(link.lengths).toEqual([
      { field: 'Link.target', offset: 0, size: 4, max: 100, written: 100 },
      { field: 'Link.link', offset: 6, size: 4, max: 100, written: 100 },
    ]);
    const counted = interpret(struct('Counted'), { flag: true, list: [] }, {}, index);
    expect(counted.lengths).toEqual([{ field: 'Counted.list', offset: 0, size: 1, max: 4, written: 4 }]);
  });

  test('knows the views that decoding gives', () => {
    const { views } = interpret(struct('Signed'), { key: Uint8Array.of(1), signature: Uint8Array.of(2) }, {}, index);
    expect(views).toEqual([
      ['raw', 0, 10],
      ['tbs', 0, 5],
    ]);
  });
});

describe('samples', () => {
  test('are there for every member of a union, and an unknown one', () => {
    expect(samplesOf(struct('Request'), index).map(({ title }) => title)).toEqual(['ask', 'none', 'unknown']);
  });

  test('show what left out defaults become', () => {
    expect(samplesOf(struct('Defaults'), index)).toMatchObject([
      { title: '', value: { a: 129, b: 130 } },
      { title: 'defaults', value: { b: 130 }, decoded: { a: 7, b: 130 } },
    ]);
  });

  test('give neighbours different values, so that a swap shows', () => {
    const [first] = samplesOf(struct('Link'), index);
    expect(first?.value['target']).not.toEqual(first?.value['link']);
  });
});

test('a dictionary has numbers, names with their lengths, magics and constants, each once', () => {
  const lines = dictionaryFile('demo', files).split('\n');
  expect(lines.map(line => line.replace(/_\d+=/, '='))).toEqual([
    '# Fuzz dictionary of the package demo.',
    '# Generated by nacre-codegen. Do not edit.',
    'Late="\\x01"',
    'Wide="\\x80\\x00\\x00\\x01"',
    'Add="\\x00\\x00\\x00\\x03add"',
    'Ready_magic="go\\x00"',
    'Ready_method="\\x00\\x00\\x00\\x05ready"',
    'Body_ask="\\x00\\x00\\x00\\x03ask"',
    'Body_none="\\x00\\x00\\x00\\x04none"',
    'Colour_red="\\x00\\x01"',
    'Colour_green="\\x124"',
    'Parts_SIZE="\\x00\\x00\\x00\\x01"',
    'Parts_OWNER="\\x00\\x00\\x00\\x02"',
    'Parts_GROUP="\\x00\\x00\\x00\\x04"',
    '',
  ]);
});
