/** The command `explain`. */

import { EXPLANATIONS, type Explanation } from '../explain/explanations.js';
import { type Command, type Streams, UsageError } from './command.js';

export const EXPLAIN: Command = {
  name: 'explain',
  summary: 'say what a diagnostic means and what to do; without a code, list all',
  about: 'Prints the rule behind a diagnostic, why it is there, and an example that breaks it and one that does not.',
  operands: ['CODE'],
  options: {},
  run: ([code], _values, streams) => (code === undefined ? list(streams) : explain(code.toUpperCase(), streams)),
};

function list(streams: Streams): number {
  for (const [code, { title }] of EXPLANATIONS) streams.out(`${code}  ${title}\n`);
  return 0;
}

function explain(code: string, streams: Streams): number {
  const explanation = EXPLANATIONS.get(code);
  if (explanation === undefined) {
    throw new UsageError(`there is no diagnostic '${code}'; 'nacre-codegen explain' lists them`);
  }
  streams.out(textOf(code, explanation));
  return 0;
}

function textOf(code: string, { title, explanation, wrong, right }: Explanation): string {
  return `${code}: ${title}\n\n${explanation}\n\nWrong:\n\n${indent(wrong)}\n\nRight:\n\n${indent(right)}\n`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
