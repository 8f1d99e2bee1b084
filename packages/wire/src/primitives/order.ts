/** The order of list items, as `order` and `unique` of a spec declare it. */

/** What lists are compared by. */
export type OrderKey = number | bigint | boolean | string | Uint8Array;

/**
 * What is wrong with the order of `keys`, or undefined when nothing is. Numbers compare by value, octets one by one, and
 * text as its UTF-8 octets do. Equal neighbours are in ascending order.
 */
export function orderFault(keys: readonly OrderKey[], ascending: boolean, unique: boolean): string | undefined {
  for (let i = 1; ascending && i < keys.length; i++) {
    const order = compare(keys[i - 1] as OrderKey, keys[i] as OrderKey);
    if (order > 0) return `item ${i} is less than the one before it`;
    if (order === 0 && unique) return `item ${i} is there twice`;
  }
  return unique && !ascending ? duplicateFault(keys) : undefined;
}

function duplicateFault(keys: readonly OrderKey[]): string | undefined {
  const seen = new Set<unknown>();
  for (const [index, key] of keys.entries()) {
    const identity = key instanceof Uint8Array ? key.join() : key;
    if (seen.has(identity)) return `item ${index} is there twice`;
    seen.add(identity);
  }
  return undefined;
}

/** Both keys are of one type. */
function compare(left: OrderKey, right: OrderKey): number {
  if (typeof left === 'string') return compareText(left, right as string);
  if (left instanceof Uint8Array) return compareBytes(left, right as Uint8Array);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** UTF-8 octets are in the order of the characters' numbers, which UTF-16 units are not. */
function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(left.charCodeAt(i)) - rank(right.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Moves surrogates, which stand for the highest characters, above all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
