/** Literals and names in Lua. */

/** A string literal of ASCII only. */
export function luaString(text: string): string {
  const bytes = [...Buffer.from(text, 'utf8')];
  const escaped = bytes.map(byte => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : String.fromCharCode(byte);
  });
  return `"${escaped.join('')}"`;
}

/** `{ k = "int", size = 4 }`; members that are undefined are left out. */
export function luaTable(members: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const parts = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = ${String(value)}`],
  );
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** 'SftpOpenFlags' -> 'sftp_open_flags', as names of filter fields are written. */
export function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .toLowerCase();
}
