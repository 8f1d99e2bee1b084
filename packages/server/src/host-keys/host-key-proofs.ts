/**
 * Tells a client all host keys after login and proves on request that we hold them (OpenSSH's PROTOCOL, section 2.5), so that it can
 * learn a new key before the old one goes.
 */

import type { GlobalRequestBody } from '@nacre/connection/messages';
import { HostKeysProof, HostKeysProveSignedData } from '@nacre/connection/messages';
import { equalBytes } from '@nacre/core';
import { type Signer, signatureOfCertificateAlgorithm } from '@nacre/keys';
import { encode } from '@nacre/wire';

/** Signs with one of the host keys. */
export type HostKeySign = (hostKey: Uint8Array, algorithm: string, data: Uint8Array) => Promise<Uint8Array>;

/** Requests for proof that one client may make: each costs a signature for every key, and one request is enough. */
const PROOF_REQUESTS = 4;

export class HostKeyProofs {
  readonly #signers: readonly Signer[];
  readonly #sign: HostKeySign;
  #requests = 0;

  /** Certificates are not announced: clients keep the keys in them by themselves, or trust the authority. */
  constructor(hostKeys: readonly Signer[], sign: HostKeySign) {
    this.#signers = hostKeys.filter(({ publicKey }) => !publicKey.type.includes('-cert-v0'));
    this.#sign = sign;
  }

  /** Undefined when there is nothing to tell. */
  get announcement(): GlobalRequestBody | undefined {
    const keys = this.#signers.map(({ publicKey }) => publicKey.blob);
    return keys.length === 0 ? undefined : { requestName: 'hostkeys-00@openssh.com', keys };
  }

  /**
   * The signatures for the keys asked for, encoded; false when one of them is not ours, when there are more of them than we have, or
   * when the client asks too often. `used` is the algorithm of the key exchange, which an RSA key then signs with as well, without its
   * certificate.
   */
  async prove(keys: readonly Uint8Array[], sessionId: Uint8Array, used: string): Promise<Uint8Array | false> {
    this.#requests++;
    if (this.#requests > PROOF_REQUESTS || keys.length === 0 || keys.length > this.#signers.length) return false;
    const wanted = keys.map(key => this.#signers.find(({ publicKey }) => equalBytes(publicKey.blob, key)));
    const plain = signatureOfCertificateAlgorithm(used) ?? used;
    const signatures: Uint8Array[] = [];
    for (const signer of wanted) {
      if (signer === undefined) return false;
      const { blob } = signer.publicKey;
      const algorithm = signer.algorithms.includes(plain) ? plain : (signer.algorithms[0] as string);
      signatures.push(await this.#sign(blob, algorithm, encode(HostKeysProveSignedData, { sessionId, hostKey: blob })));
    }
    return encode(HostKeysProof, { signatures });
  }
}
