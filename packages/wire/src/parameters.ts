/** Parameters that the layout of a structure depends on. They come from the caller, never from the wire. */

import { misuse } from '@nacre/core';

/** Throws misuse unless `value` is an integer from `min` to `max`. */
export function checkParameter(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw misuse(`${name} must be an integer from ${min} to ${max}, not ${value}`, { parameter: name });
  }
}
