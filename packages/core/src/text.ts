/** UTF-8 without platform help, and the cleaning of text that came from a peer. */

interface PlatformDecoder {
  decode(bytes: Uint8Array): string;
}
interface Platform {
  readonly TextEncoder?: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder?: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => PlatformDecoder;
}

const platform = /*@__PURE__*/ (() => globalThis as unknown as Platform)();

/** UTF-8 bytes of `text`; lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  if (platform.TextEncoder !== undefined) return new platform.TextEncoder().encode(text);
  const bytes: number[] = [];
  for (const character of text) pushUtf8(bytes, character.codePointAt(0) as number);
  return Uint8Array.from(bytes);
}

/** Text of UTF-8 bytes, or undefined if they are not well formed. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const ascii = decodeAscii(bytes);
  if (ascii !== undefined) return ascii;
  if (platform.TextDecoder === undefined) return decodePortable(bytes, true);
  try {
    return new platform.TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // the only thing `decode` throws for is malformed input
  }
}

/** Text of bytes that should be UTF-8; malformed sequences become U+FFFD. For display, never for decisions. */
export function decodeUtf8Lossy(bytes: Uint8Array): string {
  if (platform.TextDecoder === undefined) return decodePortable(bytes, false) as string;
  return new platform.TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes);
}

/** Peer text made safe for one line of a log or message: control and direction characters escaped, length capped. */
export function sanitizeText(text: string, maximum = 256): string {
  const escaped = text.slice(0, maximum).replace(UNSAFE, character => {
    const code = character.codePointAt(0) as number;
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
  return text.length > maximum ? `${escaped}...` : escaped;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The common case: short and ASCII only, as nearly all names in the protocol are. */
function decodeAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > 64) return undefined;
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

function pushUtf8(bytes: number[], point: number): void {
  if (point >= 0xd800 && point <= 0xdfff) pushUtf8(bytes, 0xfffd);
  else if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
  else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
}

function decodePortable(bytes: Uint8Array, strict: boolean): string | undefined {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const [point, length] = sequenceAt(bytes, i);
    if (point < 0 && strict) return undefined;
    text += point < 0 ? '\ufffd' : String.fromCodePoint(point);
    i += length;
  }
  return text;
}

/** Code point and length of the sequence at `i`; -1 and 1 when it is malformed. */
function sequenceAt(bytes: Uint8Array, i: number): readonly [number, number] {
  const first = bytes[i] as number;
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || i + length > bytes.length) return [-1, 1];
  let point = first & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k] as number;
    if ((next & 0xc0) !== 0x80) return [-1, 1];
    point = (point << 6) | (next & 63);
  }
  const smallest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < smallest || point > 0x10ffff || surrogate ? [-1, 1] : [point, length];
}
