/** The error of every decoder: which field, at which offset, which rule. Holds no payload bytes. */

import { SshError } from '@nacre/core';

/** The rule that the bytes break. */
export type DecodeRule =
  | 'short' // fewer bytes left than the field needs
  | 'limit' // a length or count is over the field's limit
  | 'length' // a fixed length does not match
  | 'trailing' // bytes left over after the last field
  | 'text' // not well-formed text of the declared kind
  | 'mpint' // negative, or not in its shortest form
  | 'value' // a constant or an equality does not hold
  | 'order' // the items of a list are not in order, or not unique
  | 'unknown'; // a closed union or table has no such member

export class DecodeError extends SshError {
  override readonly name = 'DecodeError';
  /** `Struct.field` as declared in the spec. */
  readonly field: string;
  /** Offset from the start of the decoded bytes. */
  readonly offset: number;
  readonly rule: DecodeRule;

  constructor(field: string, offset: number, rule: DecodeRule, explanation: string) {
    super('DECODE_ERROR', `${field} at offset ${offset}: ${explanation}`, {
      origin: 'peer',
      disconnect: 2,
      details: { field, offset, rule },
    });
    this.field = field;
    this.offset = offset;
    this.rule = rule;
  }
}
