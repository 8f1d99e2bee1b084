/** Compliance cases over Wycheproof files: one case per file and provider, which tries every vector and reports all that came out wrong. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

import type { CryptoProvider } from '@nacre/crypto';

import type { ComplianceCase } from '../case.js';
import { type Trial, type TrialFile, TRIALS } from './trials.js';
import { label, readVectors, type Vector, type VectorGroup } from './vectors.js';

/** How many vectors of a file came out each way; all zero before the case ran. */
export interface WycheproofCounts {
  readonly file: string;
  accepted: number;
  refused: number;
}

export interface WycheproofCase extends ComplianceCase {
  readonly counts: WycheproofCounts;
}

/** The cases for each file whose primitives the provider has. `folder` holds the .json files. */
export function wycheproofCases(folder: string, provider: CryptoProvider): readonly WycheproofCase[] {
  return Object.entries(TRIALS).flatMap(([file, entry]) =>
    lacks(provider, entry) ? [] : [caseOf(folder, file, entry, entry.trial(provider))],
  );
}

/** Files that the provider cannot be tried with, because it lacks a primitive that they need. */
export function untriedFiles(provider: CryptoProvider): readonly string[] {
  return Object.entries(TRIALS).flatMap(([file, entry]) => (lacks(provider, entry) ? [file] : []));
}

/** Names of files that are in the folder or known here, but not both. */
export function unknownFiles(folder: string): readonly string[] {
  const present = readdirSync(folder).filter(name => name.endsWith('.json'));
  const known = Object.keys(TRIALS);
  return [...present.filter(name => !known.includes(name)), ...known.filter(name => !present.includes(name))];
}

function lacks(provider: CryptoProvider, { needs }: TrialFile): boolean {
  return needs.some(need => provider[need] === undefined);
}

function caseOf(folder: string, file: string, entry: TrialFile, trial: Trial): WycheproofCase {
  const counts: WycheproofCounts = { file, accepted: 0, refused: 0 };
  const proves = entry.proves === undefined ? '' : `${entry.proves}: `;
  return { name: `${proves}wycheproof ${file}`, counts, run: () => runFile(folder, entry, trial, counts) };
}

async function runFile(folder: string, entry: TrialFile, trial: Trial, counts: WycheproofCounts): Promise<void> {
  const wrong: string[] = [];
  const unused = new Set(entry.stricter);
  for (const group of readVectors(folder, counts.file)) {
    for (const vector of group.tests) {
      const accepted = await trial(vector, group);
      if (accepted) counts.accepted++;
      else counts.refused++;
      if (accepted !== isAcceptable(entry, vector, group, unused)) wrong.push(label(vector));
    }
  }
  assert.deepEqual(wrong, []);
  const idle = [...unused].map(({ what }) => what);
  assert.deepEqual(idle, [], 'no vector of the file shows these, so there is no reason to name them');
}

/** "acceptable" is accepted too, unless it is named with the reason why not. */
function isAcceptable(
  { stricter = [] }: TrialFile,
  vector: Vector,
  group: VectorGroup,
  unused: Set<NonNullable<TrialFile['stricter']>[number]>,
): boolean {
  const covering = stricter.filter(({ covers }) => vector.result !== 'invalid' && covers(vector, group));
  for (const strictness of covering) unused.delete(strictness);
  return vector.result !== 'invalid' && covering.length === 0;
}
