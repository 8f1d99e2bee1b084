/** Printing of decoded messages without their secrets. The shapes come from the `print` entry of each package. */

export { printMessage, type PrintOptions } from './print.js';
export type {
  EnumShape,
  FlagsShape,
  ListShape,
  NumberName,
  PersonalShape,
  SecretOctetsShape,
  Shape,
  StructShape,
  UnionShape,
} from './shape.js';
