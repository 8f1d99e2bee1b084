/** The example of a README, as a program that plain Node runs. */

import ts from 'typescript';

/** The text of the first block fenced as `ts` or `js`, or undefined. */
export function firstExample(readme: string): string | undefined {
  return /^```(?:ts|js)\s*\n([\s\S]*?)^```\s*$/m.exec(readme)?.[1];
}

/** The packages that the README tells its reader to install: all names after `npm install`, in text or in code. */
export function installedByReader(readme: string): readonly string[] {
  const names = [...readme.matchAll(/npm install ([^\n`]*)/g)].flatMap(match => (match[1] as string).split(/\s+/));
  return [...new Set(names)].filter(name => name !== '' && !name.startsWith('-'));
}

/** Takes the types out; nothing is checked here, that is what the type check of the README's package is for. */
export function toJavaScript(example: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  const result = ts.transpileModule(example, { compilerOptions, reportDiagnostics: true, fileName: 'example.ts' });
  const first = result.diagnostics?.[0];
  if (first !== undefined)
    throw new Error(`the example does not parse: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  return result.outputText;
}
