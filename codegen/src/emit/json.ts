/** Prints JSON the way formatters leave it alone: objects on several lines, lists of plain values on one if they fit. */

const WIDTH = 120;

/** With a line break at the end. */
export function printJson(value: unknown): string {
  return `${print(value, '', 0)}\n`;
}

/** `before` is the width of what stands in front on the line. */
function print(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map(item => JSON.stringify(item)).join(', ')}]`;
    const plain = value.every(item => typeof item !== 'object');
    if (plain && indent.length + before + flat.length < WIDTH) return flat;
    return `[\n${value.map(item => deeper + print(item, deeper, 0)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${deeper}${name}${print(member, deeper, name.length)}`;
  });
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}
