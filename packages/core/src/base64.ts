/** Base64 (RFC 4648 section 4) without platform help. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array, options: { readonly padding?: boolean } = {}): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += digit(group >> 18) + digit(group >> 12);
    if (left > 1) text += digit(group >> 6);
    if (left > 2) text += digit(group);
    if (left < 3 && options.padding !== false) text += left === 1 ? '==' : '=';
  }
  return text;
}

/** Bytes of a base64 text, or undefined if it is not one. White space is ignored; padding may be missing. */
export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, '').replace(/={1,2}$/, '');
  if (digits.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let accumulator = 0;
  let bits = 0;
  let offset = 0;
  for (const character of digits) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    accumulator = ((accumulator << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset++] = (accumulator >> bits) & 0xff;
    }
  }
  return bytes;
}

function digit(group: number): string {
  return ALPHABET.charAt(group & 63);
}
