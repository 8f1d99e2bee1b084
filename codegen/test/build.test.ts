/** How declarations of several files become one model: extensions, inherited parts, parameters. */

import { describe, expect, test } from 'vitest';

import { formatDiagnostic } from '../src/diagnostics.js';
import type { Model, StructIr, UnionIr } from '../src/ir/model.js';

import { compileFiles } from './temporary-spec.js';

const LIMITS =
  'limits: { name: 64, lang: 64, ascii: 100, utf8: 100, latin1: 100, bytes: 100, rest: 100, mpint: 256, names: { items: 4, itemBytes: 20 }, items: 4 }';

function modelOf(files: Readonly<Record<string, string>>): Model {
  const { model, diagnostics } = compileFiles(files);
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  if (model === undefined) throw new Error('no model');
  return model;
}

function structIn(model: Model, name: string): StructIr {
  const found = model.files.flatMap(file => file.structs).find(struct => struct.name === name);
  if (found === undefined) throw new Error(`no struct ${name}`);
  return found;
}

function unionIn(model: Model, name: string): UnionIr {
  const found = model.files.flatMap(file => file.unions).find(union => union.name === name);
  if (found === undefined) throw new Error(`no union ${name}`);
  return found;
}

const BASE = `
wire: 0
namespace: base
${LIMITS}
refs: { doc: https://example.com/doc }
params:
  Version: { base: u32, min: 3, max: 6 }
  RequestName: { base: name, max: 64 }
spaces:
  files:
    tag: u8
    trailing: error
    maxMessage: 1000
    header: [ { requestId: u32 } ]
    params: { version: Version, request: RequestName }
messages:
  Hello: { space: files, number: 1, dir: c2s, ref: doc, header: false, fields: [ { version: u32 } ] }
  Close: { space: files, number: 2, dir: c2s, ref: doc, fields: [ { handle: bytes } ] }
  Stat: { space: files, number: 3, dir: c2s, ref: doc, fields: [ { path: bytes }, { flags: { type: u32, since: 4 } } ] }
  Ask: { space: files, number: 4, dir: c2s, ref: doc, fields: [ { request: name }, { body: union(Question by request) } ] }
  Answer: { space: files, number: 5, dir: s2c, ref: doc, fields: [ { body: 'union(AnswerBody by $request)' } ] }
unions:
  Question:
    tag: name
    open: true
    unknown: rest
    cases:
      size: { body: Size, reply: Size }
      attributes: { body: Attributes }
  AnswerBody: { replyOf: Question }
structs:
  Size: { fields: [ { size: u32 } ] }
  Attributes: { params: { version: Version }, fields: [ { owner: { type: utf8, since: 4 } } ] }
`;

const CONFIG = `config: 0
outputs: [ { spec: base.yaml, package: base, file: base.ts } ]
emit: { packages: 'out/{package}' }
`;

describe('messages of a space', () => {
  const model = modelOf({ 'wire/nacre.yaml': CONFIG, 'wire/base.yaml': BASE });

  test('start with its header fields, unless they say otherwise', () => {
    expect(structIn(model, 'Close').fields.map(({ name }) => name)).toEqual(['requestId', 'handle']);
    expect(structIn(model, 'Hello').fields.map(({ name }) => name)).toEqual(['version']);
  });

  test.each([
    ['Close', []],
    ['Stat', ['version']],
    ['Ask', ['version']],
    ['Answer', ['request']],
  ])('%s has those of its parameters that its layout depends on', (name, params) => {
    expect(structIn(model, name).params.map(param => param.name)).toEqual(params);
  });
});

describe('a union of replies', () => {
  const model = modelOf({ 'wire/nacre.yaml': CONFIG, 'wire/base.yaml': BASE });

  test('has the requests that declare a reply, and is told apart by the parameter', () => {
    const replies = unionIn(model, 'AnswerBody');
    expect(replies.cases.map(({ key, body }) => [key, body?.name])).toEqual([['size', 'Size']]);
    expect({ tag: replies.tag, unknown: replies.unknown }).toEqual({ tag: 'request', unknown: 'rest' });
  });

  test('the union of requests needs what its members need', () => {
    expect(unionIn(model, 'Question').params.map(({ name }) => name)).toEqual(['version']);
  });
});

const ADDED = `
wire: 0
namespace: added
use: [base]
${LIMITS}
extend:
  - union: Question
    cases:
      colour@acme.example: { fields: [ { colour: u32 } ], reply: Size }
  - struct: Created
    create: { fields: [ { value: u8 } ] }
`;

describe('members that another file adds', () => {
  test('become part of a union of the same package', () => {
    const config = CONFIG.replace('} ]', '}, { spec: added.yaml, package: base, file: added.ts } ]');
    const model = modelOf({ 'wire/nacre.yaml': config, 'wire/base.yaml': BASE, 'wire/added.yaml': ADDED });
    expect(unionIn(model, 'Question').cases.map(({ key }) => key)).toEqual([
      'size',
      'attributes',
      'colour@acme.example',
    ]);
    expect(unionIn(model, 'AnswerBody').cases).toHaveLength(2);
    expect(structIn(model, 'Created').namespace).toBe('added');
    expect(model.files.flatMap(file => file.extensions)).toEqual([]);
  });

  test('are definitions of their own for a union of another package', () => {
    const config = CONFIG.replace('} ]', '}, { spec: added.yaml, package: acme, file: added.ts } ]');
    const model = modelOf({ 'wire/nacre.yaml': config, 'wire/base.yaml': BASE, 'wire/added.yaml': ADDED });
    expect(unionIn(model, 'Question').cases).toHaveLength(2);
    const [extension] = model.files.flatMap(file => file.extensions);
    expect(extension).toMatchObject({ name: 'ColourAcmeExample', union: { namespace: 'base', name: 'Question' } });
    expect(structIn(model, 'ColourAcmeExample').namespace).toBe('added');
  });
});

describe('spec files of an installed package', () => {
  const installed = 'node_modules/@acme/spec';
  const files = {
    [`${installed}/package.json`]: '{"name":"@acme/spec","exports":{"./*.yaml":"./*.yaml"}}',
    [`${installed}/nacre.yaml`]: CONFIG,
    [`${installed}/base.yaml`]: BASE,
    'wire/nacre.yaml':
      'config: 0\noutputs: [ { spec: own.yaml, package: own, file: own.ts } ]\nemit: { packages: out }\n',
    'wire/own.yaml': ADDED.replace('use: [base]', "use: ['@acme/spec/base.yaml']").replaceAll('added', 'own'),
  };

  test('have their code where that package says, and it is not generated again', () => {
    const { files: emitted, diagnostics, model } = compileFiles(files);
    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(model?.files.find(file => file.namespace === 'base')?.output).toEqual({
      package: 'base',
      file: 'base.ts',
      module: '@nacre/base/messages',
      external: true,
    });
    expect(emitted.map(({ file }) => file).sort()).toEqual(['index.ts', 'own.ts', 'print.ts']);
  });
});
