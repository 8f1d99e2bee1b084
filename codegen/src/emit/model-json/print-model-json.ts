/** Prints JSON with what is short on one line: the model has thousands of small objects. */

const WIDTH = 120;

/** With a line break at the end. */
export function printModelJson(value: unknown): string {
  return `${print(value, '', 0)}\n`;
}

/** `around` is the width of what else stands on the line: a name in front, a comma behind. */
function print(value: unknown, indent: string, around: number): string {
  const flat = flatText(value);
  if (indent !== '' && indent.length + around + flat.length <= WIDTH) return flat;
  if (typeof value !== 'object' || value === null) return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(item => typeof item === 'number')) return `[\n${filled(value, deeper)}\n${indent}]`;
    const items = value.map((item, position) => deeper + print(item, deeper, position < value.length - 1 ? 1 : 0));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  const members = entries.map(([name, member], position) => {
    const key = `${JSON.stringify(name)}: `;
    return `${deeper}${key}${print(member, deeper, key.length + (position < entries.length - 1 ? 1 : 0))}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}

/** Numbers, as many on a line as fit. */
function filled(numbers: readonly number[], indent: string): string {
  const lines: string[] = [];
  for (const [position, number] of numbers.entries()) {
    const text = position === numbers.length - 1 ? String(number) : `${number},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= WIDTH) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(indent + text);
  }
  return lines.join('\n');
}

function flatText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flatText).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${flatText(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
