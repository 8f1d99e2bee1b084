/** What the two sides do for the extensions of Acme. The wire is in ../wire/acme.yaml; the types come from there. */

import { createHash } from 'node:crypto';

import {
  defineExtension,
  type Extension,
  onChannelOpen,
  onChannelRequest,
  onGlobalRequest,
  onMessage,
  onSftpRequest,
  type ServedFile,
} from '@nacre/server';

import { AcmeChecksum, AcmeColour, AcmeEcho, AcmeNotice, AcmeReload, AcmeSeverity } from './generated/index.js';

/** Told to clients before they log in: the version of these extensions. */
export const ANNOUNCEMENT = { 'acme@acme.example': Uint8Array.of(0x31) };

/** For servers. `print` gets a line for each thing that a client asks. */
export function acmeServer(print: (line: string) => void): Extension {
  let generation = 0;
  return defineExtension({
    name: 'acme',
    extInfo: ANNOUNCEMENT,
    handlers: [
      onChannelRequest(AcmeColour, ({ red, green, blue }, { channel, user }) => {
        print(`server: ${user} colours channel ${channel.id} ${hex(Uint8Array.of(red, green, blue))}`);
        return true;
      }),
      onGlobalRequest(AcmeReload, ({ force, reason }, { user }) => {
        if (!force) return false; // the settings are in use
        print(`server: ${user} reloads because ${reason}`);
        generation++;
        return { generation };
      }),
      onSftpRequest(AcmeChecksum, async ({ handle, algorithm }, { file }) => {
        const digest = await checksum(file(handle), algorithm);
        return { digest };
      }),
      onChannelOpen(AcmeEcho, async ({ prefix }, { accept }) => {
        const { duplex } = accept();
        await duplex.write(new TextEncoder().encode(prefix));
        for (let chunk = await duplex.read(); chunk !== undefined; chunk = await duplex.read()) {
          await duplex.write(chunk);
        }
      }),
      onMessage(AcmeNotice, async ({ severity, text }, { user, connection }) => {
        print(`server: notice of ${user}: ${text}`);
        if (severity === AcmeSeverity.warning) await connection.send(AcmeNotice, { severity, text: `heard: ${text}` });
      }),
    ],
  });
}

/** For clients. */
export function acmeClient(onNotice: (text: string) => void): Extension {
  return defineExtension({ name: 'acme', handlers: [onMessage(AcmeNotice, ({ text }) => onNotice(text))] });
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

async function checksum(file: ServedFile, algorithm: string): Promise<Uint8Array> {
  const hash = createHash(algorithm === 'md5' ? 'md5' : 'sha256');
  const buffer = new Uint8Array(32 * 1024);
  for (let position = 0; ; ) {
    const size = await file.read(position, buffer);
    if (size === 0) return hash.digest();
    hash.update(buffer.subarray(0, size));
    position += size;
  }
}
