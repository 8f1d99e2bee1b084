/** The program `nacre-codegen` without its process: arguments, texts and exit codes around the commands. */

import { type Command, type Option, type Streams, UsageError, type Values } from './commands/command.js';
import { EXPLAIN } from './commands/explain.js';
import { CHECK, GENERATE } from './commands/generate.js';
import { INIT } from './commands/init.js';
import { parseArguments } from './commands/options.js';

export type { Streams } from './commands/command.js';

const COMMANDS: readonly Command[] = [INIT, GENERATE, CHECK, EXPLAIN];

/** Runs the program and returns its exit code. */
export function run(args: readonly string[], streams: Streams): number {
  const command = COMMANDS.find(({ name }) => args.includes(name));
  try {
    const { positionals, values } = parseArguments(args, command);
    if (values.help === true || args.length === 0) {
      streams.out(command === undefined ? help() : helpOf(command));
      return 0;
    }
    return runCommand(positionals, values, streams);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.error(`${error.message}\n\n${command === undefined ? help() : helpOf(command)}`);
    return 2;
  }
}

/** Without a command, `generate` is meant. */
function runCommand(positionals: readonly string[], values: Values, streams: Streams): number {
  const [name = 'generate', ...operands] = positionals;
  const command = COMMANDS.find(candidate => candidate.name === name);
  if (command === undefined) throw new UsageError(`unknown command '${name}'`);
  if (operands.length > command.operands.length) {
    throw new UsageError(`'${command.name}' does not take '${operands.slice(command.operands.length).join(' ')}'`);
  }
  return command.run(operands, values, streams);
}

const EXIT_CODES = 'Exit codes: 0 done, 1 the spec has faults, or something is stale or missing, 2 wrong usage.\n';

function help(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}\n`).join('');
  const more = 'nacre-codegen <command> --help tells more about each. Without a command, generate is meant.\n';
  return `Usage: nacre-codegen <command> [options]\n\nCommands:\n${commands}\n${more}\n${EXIT_CODES}`;
}

function helpOf({ name, operands, about, options }: Command): string {
  const usage = ['nacre-codegen', name, ...operands.map(operand => `[${operand}]`), '[options]'].join(' ');
  const all: Readonly<Record<string, Option>> = { ...options, help: { text: 'show this' } };
  const lines = Object.entries(all).map(([option, { value, text }]) => {
    const left = value === undefined ? `--${option}` : `--${option} ${value}`;
    return `  ${left.padEnd(20)}${text}\n`;
  });
  return `Usage: ${usage}\n\n${about}\n\nOptions:\n${lines.join('')}\n${EXIT_CODES}`;
}
