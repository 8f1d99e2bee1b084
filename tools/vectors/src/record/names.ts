/** What the spec calls the messages of a space, and which parameters they need. */

import { fileURLToPath } from 'node:url';

import { compile } from '@nacre/codegen';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

export interface MessageName {
  readonly name: string;
  readonly params: readonly string[];
}

const { model } = compile({ config: `${ROOT}spec/nacre.yaml`, root: ROOT });
if (model === undefined) throw new Error('the spec has faults');
const structs = model.files.flatMap(file => file.structs);

/** The message that `number` is, in a context where the number has several meanings. */
export function messageName(space: string, number: number, context?: string): MessageName | undefined {
  const found = structs.find(({ message }) => {
    if (message?.space !== space || message.number !== number) return false;
    return message.contexts.length === 0 || (context !== undefined && message.contexts.includes(context));
  });
  return found && { name: found.name, params: found.params.map(param => param.name) };
}
