/** Random choices, drawn from a generator of fast-check so that a run can be repeated. */

import fc from 'fast-check';

export interface Draw {
  /** Both ends included. */
  number(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  chance(percent: number): boolean;
  /** Some of the list, in its order. */
  some<T>(list: readonly T[], percent: number): readonly T[];
  shuffled<T>(list: readonly T[]): readonly T[];
}

export function drawFrom(generator: fc.GeneratorValue): Draw {
  const number = (min: number, max: number): number => generator(fc.integer, { min, max });
  return {
    number,
    pick: list => {
      const picked = list[number(0, list.length - 1)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    chance: percent => number(1, 100) <= percent,
    some: (list, percent) => list.filter(() => number(1, 100) <= percent),
    shuffled: list => {
      const left = [...list];
      return list.map(() => left.splice(number(0, left.length - 1), 1)).flat();
    },
  };
}
