/** The text of `print.ts` of a package: the shapes by which its messages are printed. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FileIr } from '../../ir/model.js';
import { fileHeader } from '../file.js';
import { PrintShapes } from './print-shapes.js';

export function printFile(files: readonly FileIr[], index: ModelIndex): string {
  const structs = files.flatMap(file => file.structs);
  const shapes = new PrintShapes(files, index);
  for (const struct of structs) shapes.struct(struct);
  const types = shapes.types();
  const imports =
    types.length === 0
      ? []
      : ['import type {', ...types.map(type => `  ${type}Shape as ${type}Print,`), "} from '@nacre/wire/gen1';", ''];
  const header = fileHeader('How the messages of this package are printed: names of numbers, and what is secret.');
  const table = [
    '/** The shapes by the names of messages and structures. */',
    'export const messageShapes: Readonly<Record<string, StructPrint>> = {',
    ...structs.map(({ name }) => `  ${name}: ${name}Shape,`),
    '};',
  ];
  return header + [...imports, ...shapes.declarations(), ...(structs.length === 0 ? [] : table), ''].join('\n');
}
