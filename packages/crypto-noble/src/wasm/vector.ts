/** The instructions on vectors of four 32-bit lanes (core specification, section 5.4.9: SIMD) that programs here use. */

import { type Code, constant32, unsigned } from './assembler.js';

const vectorOp = (operation: number): Code => [0xfd, unsigned(operation)];

export const load128 = (address: Code, offset: number): Code => [address, vectorOp(0), 0, unsigned(offset)];
export const store128 = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  vectorOp(11),
  0,
  unsigned(offset),
];
/** One word of memory in all lanes. */
export const loadSplat = (address: Code, offset: number): Code => [address, vectorOp(9), 0, unsigned(offset)];
/** The value with one lane from memory. */
export const loadLane = (address: Code, offset: number, value: Code, lane: number): Code => [
  address,
  value,
  vectorOp(86),
  0,
  unsigned(offset),
  lane,
];
/** A constant, lane by lane. */
export const lanes = (...values: readonly [number, number, number, number]): Code => [
  vectorOp(12),
  values.flatMap(value => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]),
];
export const splat = (value: number): Code => lanes(value, value, value, value);

export const addLanes = (a: Code, b: Code): Code => [a, b, vectorOp(0xae)];
export const xor128 = (a: Code, b: Code): Code => [a, b, vectorOp(0x51)];
export const or128 = (a: Code, b: Code): Code => [a, b, vectorOp(0x50)];
export const shiftLanesLeft = (value: Code, bits: number): Code => [value, constant32(bits), vectorOp(0xab)];
export const shiftLanesRight = (value: Code, bits: number): Code => [value, constant32(bits), vectorOp(0xad)];
/** Sixteen bytes chosen from a (0 to 15) and b (16 to 31). */
export const shuffleBytes = (a: Code, b: Code, bytes: readonly number[]): Code => [a, b, vectorOp(13), bytes];
/** Four lanes chosen from a (0 to 3) and b (4 to 7). */
export const shuffleLanes = (a: Code, b: Code, chosen: readonly [number, number, number, number]): Code =>
  shuffleBytes(
    a,
    b,
    chosen.flatMap(lane => [0, 1, 2, 3].map(byte => 4 * lane + byte)),
  );
