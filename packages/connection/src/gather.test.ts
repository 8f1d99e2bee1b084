import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Gather } from './gather.js';

test('the pieces put together are the parts put together, and none is copied', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 20 })),
      fc.array(fc.integer({ min: 1, max: 15 })),
      (parts, sizes) => {
        const data = new Gather(parts);
        const out: number[] = [];
        for (const size of [...sizes, 1e9]) {
          const [head, ...pieces] = data.take(new Uint8Array(0), Math.min(size, data.remaining));
          expect(head).toHaveLength(0);
          for (const piece of pieces) expect(parts.some(part => part.buffer === piece.buffer)).toBe(true);
          out.push(...pieces.flatMap(piece => [...piece]));
        }
        expect(out).toEqual(parts.flatMap(part => [...part]));
        expect(data.remaining).toBe(0);
      },
    ),
  );
});
