/** Sorting in constant time: Batcher's merge exchange (Knuth, The Art of Computer Programming, 5.2.2, algorithm M). */

/** Sorts in place. Which elements are compared depends on the length alone, and nothing branches on a value. */
export function sortConstantTime(values: Int32Array): void {
  const { length } = values;
  let top = 1;
  while (2 * top < length) top *= 2;
  for (let p = top; p > 0; p >>= 1) {
    let distance = p;
    let phase = 0;
    for (let q = top; ; q >>= 1) {
      for (let i = 0; i < length - distance; i++) if ((i & p) === phase) orderPair(values, i, i + distance);
      if (q === p) break;
      distance = q - p;
      phase = p;
    }
  }
}

function orderPair(values: Int32Array, low: number, high: number): void {
  const a = values[low] as number;
  const b = values[high] as number;
  const difference = (b - a) | 0;
  // all ones when b < a; the second term corrects a difference that does not fit 32 bits
  const swap = (difference ^ ((a ^ b) & (difference ^ b))) >> 31;
  const change = (a ^ b) & swap;
  values[low] = a ^ change;
  values[high] = b ^ change;
}
