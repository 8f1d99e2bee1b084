/** The table that a measurement prints. */

import type { CaseResult } from './measure.js';

export function formatResult(result: CaseResult): string {
  const lines = [`\n${result.id}  ${result.title}`, row('', ['median', 'min', 'max', result.unit])];
  for (const { name, median, minimum, maximum } of result.contestants) {
    lines.push(
      row(
        name,
        [median, minimum, maximum].map(value => value.toFixed(1)),
      ),
    );
  }
  for (const { name, ownCpu, sshdCpu } of result.contestants) {
    if (ownCpu === undefined || sshdCpu === undefined) continue;
    lines.push(`  CPU seconds of a run: ${name} ${ownCpu.toFixed(2)}, sshd for it ${sshdCpu.toFixed(2)}`);
  }
  for (const { left, right, ratio, minimum, maximum, target, verdict } of result.ratios) {
    const range = `(${minimum.toFixed(2)} to ${maximum.toFixed(2)})`;
    lines.push(`  ${left} / ${right} = ${ratio.toFixed(2)} ${range}, target ${target.toFixed(2)}: ${verdict}`);
  }
  for (const { slower, faster, milliseconds, atMostMs, verdict } of result.costs) {
    lines.push(
      `  ${slower} takes ${milliseconds.toFixed(2)} ms more than ${faster}, target ${atMostMs} ms: ${verdict}`,
    );
  }
  for (const name of result.missing) lines.push(`  ${name}: not measured`);
  return lines.join('\n');
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(28)}${cells.map(cell => cell.padStart(10)).join('')}`;
}
