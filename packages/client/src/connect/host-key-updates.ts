/**
 * What a server says about its other host keys after login (OpenSSH's PROTOCOL, section 2.5): they are told to the caller once the
 * server has proved that it holds them. Nothing is written anywhere.
 */

import type { GlobalRequestBody } from '@nacre/connection/messages';
import { HostKeysProveSignedData } from '@nacre/connection/messages';
import { equalBytes, isSshError, protocolError, type SshError } from '@nacre/core';
import { type PublicKey, publicKeyFromBlob, signatureOfCertificateAlgorithm, verifySignature } from '@nacre/keys';
import type { SshConnection } from '@nacre/runtime-node';
import type { ClientSession } from '@nacre/session';
import { encode } from '@nacre/wire';

import type { Settings } from './options.js';

const ANNOUNCEMENT = 'hostkeys-00@openssh.com';
const PROOF = 'hostkeys-prove-00@openssh.com';
/** Nobody touches the security key of a server. */
const UNTOUCHED = { userPresence: false } as const;

export class HostKeyUpdates {
  readonly #settings: Settings;
  readonly #connection: () => SshConnection<ClientSession>;
  #seen = false;

  constructor(settings: Settings, connection: () => SshConnection<ClientSession>) {
    this.#settings = settings;
    this.#connection = connection;
  }

  /** Takes the first announcement; later ones would only cost signatures. Everything else is refused. */
  onGlobalRequest(body: GlobalRequestBody): boolean {
    if (body.requestName !== ANNOUNCEMENT) return false;
    if (!this.#seen && this.#settings.onHostKeys !== undefined) void this.#tell(body.keys);
    this.#seen = true;
    return true;
  }

  async #tell(blobs: readonly Uint8Array[]): Promise<void> {
    try {
      const keys = await this.#proved(distinctKeys(blobs));
      const { host, port } = this.#settings;
      this.#settings.onHostKeys?.({ host, port, keys });
    } catch (error) {
      if (!this.#connection().isClosed) this.#connection().reportHandlerError(error);
    }
  }

  /** The key of this connection was proved by the key exchange; the others need a signature. */
  async #proved(keys: readonly PublicKey[]): Promise<readonly PublicKey[]> {
    const connection = this.#connection();
    const shown = connection.info?.hostKey;
    const others = keys.filter(({ blob }) => shown === undefined || !equalBytes(blob, shown));
    if (others.length === 0) return keys;
    const body = { requestName: PROOF, keys: others.map(key => key.blob) } as const;
    const reply = await connection.globalRequest(body);
    if (reply?.request !== PROOF) throw notProved('it refused to prove its host keys');
    if (reply.signatures.length !== others.length) throw notProved('it gave another number of proofs than asked for');
    for (const [index, key] of others.entries()) await this.#check(key, reply.signatures[index] as Uint8Array);
    return keys;
  }

  /** An RSA key signs with what the key exchange used, be it with a certificate, or with any algorithm that is on. */
  async #check(key: PublicKey, signature: Uint8Array): Promise<void> {
    const { session, info } = this.#connection();
    const sessionId = session.transport.sessionId as Uint8Array;
    const data = encode(HostKeysProveSignedData, { sessionId, hostKey: key.blob });
    const used = info?.hostKeyAlgorithm ?? '';
    const plain = signatureOfCertificateAlgorithm(used) ?? used;
    const algorithms = key.algorithms.includes(plain) ? [plain] : key.algorithms;
    for (const algorithm of algorithms) {
      if (await verifySignature(this.#settings.protocol.crypto, key.blob, algorithm, data, signature, UNTOUCHED))
        return;
    }
    throw notProved(`its proof for the ${key.type} key is wrong`);
  }
}

/** Certificates, and keys that this release does not know, are passed over. */
function distinctKeys(blobs: readonly Uint8Array[]): readonly PublicKey[] {
  const keys: PublicKey[] = [];
  for (const blob of blobs) {
    if (keys.some(key => equalBytes(key.blob, blob))) continue;
    const key = readKey(blob);
    if (key !== undefined && !key.type.includes('-cert-v0')) keys.push(key);
  }
  return keys;
}

function readKey(blob: Uint8Array): PublicKey | undefined {
  try {
    return publicKeyFromBlob(blob);
  } catch (error) {
    if (isSshError(error)) return undefined;
    throw error;
  }
}

function notProved(what: string): SshError {
  return protocolError(`The server announced host keys, but ${what}`);
}
