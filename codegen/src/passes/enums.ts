/** Values of enums and bits of flags: they fit, and no two mean the same by accident. */

import type { Diagnostics } from '../diagnostics.js';
import type { ModelIndex } from '../ir/index-of.js';
import type { EnumIr, Model } from '../ir/model.js';
import { overlap } from '../ir/versions.js';

export function checkEnums(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const declared of model.files.flatMap(file => file.enums)) {
    checkNames(declared, diagnostics);
    checkValues(declared, diagnostics);
    checkMasks(declared, index, diagnostics);
  }
}

/** Bits of 64-bit flags are numbers, too. */
const NUMBER_BITS = 53;

function checkNames(declared: EnumIr, diagnostics: Diagnostics): void {
  const seen = new Set<string>();
  for (const { name, place } of declared.values) {
    if (seen.has(name)) diagnostics.add('NC425', place, `'${declared.name}' has two values called '${name}'`);
    seen.add(name);
  }
}

function checkValues(declared: EnumIr, diagnostics: Diagnostics): void {
  const bits = Math.min(declared.bits, NUMBER_BITS);
  const own = declared.values.filter(({ aliasOf }) => aliasOf === undefined);
  for (const [position, { name, value, versions, place }] of own.entries()) {
    const other = own
      .slice(0, position)
      .find(earlier => earlier.value === value && (declared.kind === 'enum' || overlap(earlier.versions, versions)));
    if (other !== undefined) {
      diagnostics.add(
        'NC404',
        place,
        `'${name}' has the value of '${other.name}'`,
        `if it is another name, say 'aliases: { ${name}: ${other.name} }'`,
      );
    }
    if (value < 0 || value >= 2 ** bits) {
      diagnostics.add('NC405', place, `'${name}' does not fit in ${bits} bits`);
    } else if (declared.kind === 'flags' && !isSingleBit(value)) {
      diagnostics.add('NC406', place, `'${name}' is not a single bit`, 'groups of bits are masks');
    }
  }
}

function isSingleBit(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && (BigInt(value) & BigInt(value - 1)) === 0n;
}

/** A mask stands for its bits alone, and its numbers lie inside it. */
function checkMasks(declared: EnumIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const report = (text: string, hint?: string): void => diagnostics.add('NC407', declared.place, text, hint);
  for (const [position, { name, mask, enumeration }] of declared.masks.entries()) {
    const what = `the mask '${name}' of '${declared.name}'`;
    if (mask <= 0 || mask >= 2 ** Math.min(declared.bits, 32)) {
      report(`${what} is not within the low ${Math.min(declared.bits, 32)} bits`);
      continue;
    }
    for (const bit of declared.values) {
      if (bit.value < 2 ** 32 && (bit.value & mask) !== 0) report(`${what} holds the bit '${bit.name}'`);
    }
    for (const other of declared.masks.slice(0, position)) {
      if (other.mask < 2 ** 32 && (other.mask & mask) !== 0) report(`${what} overlaps the mask '${other.name}'`);
    }
    const outside = enumeration === undefined ? [] : index.enumeration(enumeration).values;
    for (const value of outside.filter(number => number.value >= 2 ** 32 || (number.value & ~mask) !== 0)) {
      report(`${what} does not reach to '${value.name}', which is ${value.value}`, 'numbers are not shifted');
    }
  }
}
