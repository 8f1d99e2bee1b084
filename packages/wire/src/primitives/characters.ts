/** Text of one octet per character: ISO 8859-1, printable US-ASCII, and the names of RFC 4251 section 6. */

/** Most characters for which building text one by one is cheaper than a call of the platform. */
const SHORT = 64;
/** Octets that are turned into text by one call; more could exceed the engine's limit of arguments. */
const CHUNK = 4096;

/** A comma separates names and so cannot be in one. */
export const COMMA = 0x2c;

export function latin1Text(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  if (to - from <= SHORT) {
    for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] as number);
    return text;
  }
  for (let at = from; at < to; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(to, at + CHUNK)));
  }
  return text;
}

/** Printable US-ASCII, with spaces; undefined when there are other octets. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string | undefined {
  for (let i = from; i < to; i++) {
    if (!isPrintable(bytes[i] as number)) return undefined;
  }
  return latin1Text(bytes, from, to);
}

/** A name: printable US-ASCII without spaces and commas; undefined when there are other octets. */
export function nameText(bytes: Uint8Array, from: number, to: number): string | undefined {
  for (let i = from; i < to; i++) {
    if (!isNameCharacter(bytes[i] as number)) return undefined;
  }
  return latin1Text(bytes, from, to);
}

export function isPrintable(code: number): boolean {
  return code >= 0x20 && code <= 0x7e;
}

export function isNameCharacter(code: number): boolean {
  return code > 0x20 && code <= 0x7e && code !== COMMA;
}

export function isLatin1(code: number): boolean {
  return code <= 0xff;
}
