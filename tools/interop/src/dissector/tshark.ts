/** Runs tshark with the generated dissector over a capture. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { findPeer, requirePeer, run, type Workspace } from '@nacre/peers';

import { SERVER_PORT } from './pcap.js';

export const DISSECTOR = fileURLToPath(new URL('../../../../spec/wireshark/nacre.lua', import.meta.url));

/** What a packet shows: all values of each filter field, in order. Parts of the tree have the text of their branch. */
export type Shown = ReadonlyMap<string, readonly string[]>;

export interface TsharkOptions {
  /** Protocol of the server's port: 'nacre.sftp'. That of payloads shows what the protocol without '_payload' shows. */
  readonly protocol: string;
  readonly preferences?: readonly string[];
  /** Only packets that this display filter lets through. */
  readonly filter?: string;
  /** Looks at every packet a second time, when all are known, as Wireshark's window does. */
  readonly twice?: boolean;
  /** False: the port is not assigned to the protocol here. */
  readonly decodeAs?: boolean;
}

export function tsharkInstalled(): boolean {
  return findPeer('tshark') !== undefined;
}

/** The packets of a capture in which the protocol was found, each with its fields. */
export async function dissect(
  workspace: Workspace,
  pcap: Uint8Array,
  options: TsharkOptions,
): Promise<readonly Shown[]> {
  const { protocol, preferences = [], filter, twice = false, decodeAs = true } = options;
  const file = workspace.path('capture.pcap');
  writeFileSync(file, pcap);
  const { stdout, stderr, exitCode } = await run(workspace, requirePeer('tshark'), [
    ...['-n', '-X', `lua_script:${DISSECTOR}`, '-r', file],
    ...(decodeAs ? ['-d', `tcp.port==${SERVER_PORT},${protocol}`] : []),
    ...preferences.flatMap(preference => ['-o', preference]),
    ...(twice ? ['-2'] : []),
    ...['-Y', filter ?? protocol.replace('_payload', ''), '-T', 'json', '--no-duplicate-keys'],
  ]);
  if (exitCode !== 0 || /lua.*error/i.test(stderr)) throw new Error(`tshark: ${stderr}`);
  const packets = JSON.parse(stdout.toString()) as readonly { readonly _source: { readonly layers: object } }[];
  return packets.map(packet => flatten(packet._source.layers));
}

function flatten(layers: object): Shown {
  const shown = new Map<string, string[]>();
  const visit = (name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(name, item);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, part] of Object.entries(value)) visit(inner, part);
    else shown.set(name, [...(shown.get(name) ?? []), String(value)]);
  };
  visit('', layers);
  return shown;
}
