/** Drives one engine with hostile input and checks what every engine promises. */

import type { Engine } from '@nacre/core';

/** An engine may not queue more outputs than this for one input of the fuzzer: something would be running away. */
const MOST_OUTPUTS = 10_000;

export interface Drained {
  readonly written: readonly Uint8Array[];
  readonly closed: boolean;
}

/** Takes all outputs, runs computations, answers other questions with `answer`, and tells events. */
export async function drain<Event, Effect extends { readonly type: string }>(
  engine: Engine<Event, Effect>,
  answer: (effect: Effect) => unknown,
  onEvent: (event: Event) => void = () => {},
): Promise<Drained> {
  const written: Uint8Array[] = [];
  let closed = false;
  for (let count = 0; ; count++) {
    if (count > MOST_OUTPUTS) throw new Error('the engine does not come to rest');
    const output = engine.poll();
    if (output === undefined) return { written, closed };
    if (closed) throw new Error(`an output of type ${output.type} follows 'closed'`);
    if (output.type === 'write') written.push(...output.parts.map(part => part.slice()));
    else if (output.type === 'event') onEvent(output.event);
    else if (output.type === 'closed') closed = true;
    else if (output.type === 'effect') await settle(engine, output.id, () => answer(output.effect));
  }
}

async function settle(engine: Engine<unknown, unknown>, id: number, run: () => unknown): Promise<void> {
  try {
    engine.resolve(id, await run());
  } catch (error) {
    engine.reject(id, error);
  }
}

/** Runs a computation effect; every other question is answered with `other`. */
export function computeOr<Effect extends { readonly type: string }>(other: (effect: Effect) => unknown) {
  return (effect: Effect): unknown => {
    if (effect.type === 'compute' && 'run' in effect) return (effect.run as () => unknown)();
    return other(effect);
  };
}
