/** Parameters that the layout of a structure depends on. They come from the caller, never from the wire. */

import { misuse } from '@nacre/core';

/** Throws misuse unless `value` is an integer from `min` to `max`. */
export function checkParameter(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw misuse(`${name} must be an integer from ${min} to ${max}, not ${value}`, { parameter: name });
  }
}

/** Throws misuse unless `value` is a name of at most `max` bytes. */
export function checkNameParameter(name: string, value: string, max: number): void {
  if (typeof value !== 'string' || value.length > max) {
    throw misuse(`${name} must be a name of at most ${max} bytes`, { parameter: name });
  }
}

/** Throws misuse unless `value` is one of `choices`; undefined stands for the first. */
export function checkChoiceParameter(name: string, value: string | undefined, ...choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value)) {
    throw misuse(`${name} must be one of ${choices.join(', ')}`, { parameter: name });
  }
}
