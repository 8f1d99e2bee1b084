/** Names of filter fields, and texts that stand in Lua. Whether the dissector works is tested with tshark. */

import { expect, test } from 'vitest';

import { compileOne } from '../../../test/one-file-spec.js';
import { dissectorFile } from './lua-file.js';
import { luaString, snake } from './lua-literals.js';

test.each([
  ['quotes', 'a"b', '"a\\"b"'],
  ['backslashes', 'a\\n', '"a\\\\n"'],
  ['zeros', 'a\u00001', '"a\\0001"'],
  ['other characters', 'ü', '"\\195\\188"'],
])('%s are escaped', (_what, text, literal) => {
  expect(luaString(text)).toBe(literal);
});

test.each([
  ['requestId', 'request_id'],
  ['SftpOpenFlags5', 'sftp_open_flags5'],
  ['X11Request', 'x11_request'],
  ['SSHKey', 'ssh_key'],
])('%s is called %s in filters', (name, filter) => {
  expect(snake(name)).toBe(filter);
});

const { model } = compileOne(`
refs: { d: https://example.com }
limits: { utf8: 200, bytes: 1000 }
flags: { Bits: { base: u8, bits: { ONE: 1 } } }
spaces: { demo: { tag: u8, frame: u32, trailing: error, maxMessage: 100 } }
messages:
  One: { space: demo, number: 1, dir: c2s, ref: d, fields: [ { data: utf8 }, { end: Bits }, { then: { type: u8, if: end.ONE && !(end > 2) } } ] }
  Two: { space: demo, number: 2, dir: c2s, ref: d, fields: [ { data: bytes }, { end: u8 } ] }
structs:
  Unused: { fields: [ { never: u8 } ] }
`);
const lua = dissectorFile(model);

test('fields of one name share a filter name when they have one type', () => {
  expect(lua.match(/"nacre\.demo\.end"/g)).toHaveLength(2);
});

test('fields of one name and several types are told apart by their structure', () => {
  expect(lua).toContain('"nacre.demo.one.data"');
  expect(lua).toContain('"nacre.demo.two.data"');
  expect(lua).not.toContain('"nacre.demo.data"');
});

test('conditions can name fields that are words of Lua', () => {
  expect(lua).toContain('when = function(v, p) return (bit(v["end"], 0x1) and not (number(v["end"]) > 2)) end');
});

test('what no message has is not in it', () => {
  expect(lua).not.toContain('Unused');
});
