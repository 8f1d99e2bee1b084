/** The text of `hot.ts`: what heads and patches of hot messages must do. It knows no message. */

import { fileHeader } from '../../file.js';

export function hotFile(): string {
  return `${fileHeader('Checks that the quick functions of hot messages do what encoding and decoding do.')}${TEXT}`;
}

const TEXT = `import { WireReader } from '@nacre/wire';

import { type CodecTarget, encodeWith, type HotHead, sameValue } from './rules.js';

type Members = Readonly<Record<string, unknown>>;

/** Throws when a head with its data behind it, or a patched payload, is not what encoding gives. */
export function checkHotForms(target: CodecTarget, value: unknown): void {
  const { hot } = target;
  if (hot?.head !== undefined) checkHead(target, hot.head, value as Members);
  for (const [member, patch] of Object.entries(hot?.patches ?? {})) checkPatch(target, member, patch, value as Members);
}

function checkHead(target: CodecTarget, head: HotHead, value: Members): void {
  const members = Object.fromEntries(Object.entries(value).filter(([name]) => !head.later.includes(name)));
  const { [head.data]: octets, ...before } = members;
  if (!(octets instanceof Uint8Array)) throw new TypeError('the data of a hot message are not octets');
  const payload = encodeWith(target, members);
  const whole = Uint8Array.of(...head.encode(members as never, octets.length, target.params as never), ...octets);
  const expected = head.framed ? Uint8Array.of(...lengthOf(payload), ...payload) : payload;
  if (!sameValue(whole, expected, [])) throw new Error('a head and its data are not the message');
  const reader = new WireReader(payload.slice(0, payload.length - octets.length), tagLength(target)); // the data come later
  const more = head.rest ? [payload.length, target.params] : [target.params];
  const { dataLength, ...found } = head.read(reader, ...(more as never[])) as Members;
  if (dataLength !== octets.length || !sameValue(found, before, [])) throw new Error('a head is not read as it was written');
  if (reader.remaining !== 0) throw new Error('reading a head does not stop in front of the data');
}

function checkPatch(
  target: CodecTarget,
  member: string,
  patch: (payload: Uint8Array, value: number) => void,
  value: Members,
): void {
  const number = value[member] === 0 ? 1 : Number(value[member]) - 1;
  const payload = encodeWith(target, value).slice();
  patch(payload, number);
  if (!sameValue(payload, encodeWith(target, { ...value, [member]: number }), []))
    throw new Error(\`patching \${member} does not give the message with that \${member}\`);
}

function tagLength({ codec }: CodecTarget): number {
  if ('number' in codec) return codec.tagBits === 32 ? 4 : 1;
  return 'tag' in codec ? 4 + codec.tag.length : 0;
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  return Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length);
}
`;
