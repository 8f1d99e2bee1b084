import { describe, expect, test } from 'vitest';

import { readDuration, readSize, readTimeout } from './units.js';

const MISUSE = expect.objectContaining({ code: 'MISUSE', message: expect.stringContaining('rekey.x') });

describe('durations', () => {
  test.each([
    [0, 0],
    [1500, 1500],
    [1.9, 1],
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5h', 5_400_000],
    ['1w2d3h4m5s', 604_800_000 + 2 * 86_400_000 + 3 * 3_600_000 + 4 * 60_000 + 5000],
    ['5s1h', 3_605_000],
    ['1m5ms', 60_005],
    ['1H', 3_600_000],
    ['0s', 0],
    ['0.001s', 1],
  ])('%s is %i ms', (value, milliseconds) => {
    expect(readDuration('rekey.x', value)).toBe(milliseconds);
  });

  test.each(['', '30', 's', '1x', '1 h', '-1s', '1s2s', '.5h', '1.h', '1e3s', 'h1', '1h ', `${'9'.repeat(99)}s`])(
    '%j is refused with the name of the option',
    value => {
      expect(() => readDuration('rekey.x', value)).toThrow(MISUSE);
    },
  );

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, '99999999999999w', undefined, null, {}])(
    '%s is refused with the name of the option',
    value => {
      expect(() => readDuration('rekey.x', value as number)).toThrow(MISUSE);
    },
  );

  test('a timer takes at most what runtimes can wait', () => {
    expect(readTimeout('rekey.x', '24d')).toBe(24 * 86_400_000);
    expect(readTimeout('rekey.x', 2 ** 31 - 1)).toBe(2 ** 31 - 1);
    expect(() => readTimeout('rekey.x', 2 ** 31)).toThrow(MISUSE);
    expect(() => readTimeout('rekey.x', '4w')).toThrow(MISUSE);
  });
});

describe('sizes', () => {
  test.each([
    [0, 0],
    [4096, 4096],
    ['4096', 4096],
    ['64k', 65_536],
    ['2.5m', 2_621_440],
    ['1g', 2 ** 30],
    ['1G', 2 ** 30],
    ['0.5t', 2 ** 39],
  ])('%s is %i bytes', (value, bytes) => {
    expect(readSize('rekey.x', value)).toBe(bytes);
  });

  test.each(['', 'k', '1kb', '1 k', '-1', '1k1k', '1.5.5m', '0x10', '1e6', -1, Number.NaN, '99999999t', null])(
    '%s is refused with the name of the option',
    value => {
      expect(() => readSize('rekey.x', value as string)).toThrow(MISUSE);
    },
  );
});
