/** Values as JSON has them in vectors: octets and large integers as objects, undefined members left out. */

export type JsonValue = number | string | boolean | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export function toJson(value: unknown): JsonValue {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') };
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, toJson(member)]));
  }
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error(`a vector cannot hold ${String(value)}`);
}

export function fromJson(value: JsonValue): unknown {
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(fromJson);
  const { hex, bigint, ...rest } = value;
  if (typeof hex === 'string' && Object.keys(rest).length === 0) return Uint8Array.from(Buffer.from(hex, 'hex'));
  if (typeof bigint === 'string' && Object.keys(rest).length === 0) return BigInt(bigint);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromJson(member)]));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
