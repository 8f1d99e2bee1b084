/** What it means to trust a host key: the interface that known hosts, fingerprints and functions share. */

import type { AbortSignalLike, MaybePromise } from '@nacre/core';
import { SshError } from '@nacre/core';
import type { Certificate, PublicKey } from '@nacre/keys';

export interface HostKeyTarget {
  /** As the caller named it. */
  readonly host: string;
  readonly port: number;
}

/** A host key that a server has proved to own. */
export interface HostKeyRequest extends HostKeyTarget {
  /** The key itself, also when it came in a certificate. */
  readonly key: PublicKey;
  /** Of the key: 'SHA256:...' */
  readonly fingerprint: string;
  /**
   * The certificate of the key, if the host showed one that is for this host and valid now, with a right signature of the authority that
   * it names. Whether that authority is to be trusted is what is left to decide.
   */
  readonly certificate: HostCertificate | undefined;
  /** Why the certificate that the host showed counts for nothing. */
  readonly certificateFault: SshError | undefined;
  /** Fires when the connection is given up meanwhile. */
  readonly signal: AbortSignalLike;
}

export interface HostCertificate extends Certificate {
  /** Of the key that has signed: 'SHA256:...' */
  readonly authorityFingerprint: string;
}

/** A host key policy for one connection, with all files read. */
export interface HostKeyTrust {
  /** Host key algorithms to ask the server for first, because a key for them is known. */
  readonly preferredAlgorithms: readonly string[];
  /** Returning accepts the key; a throw or rejection refuses it. */
  verify(request: HostKeyRequest): MaybePromise<void>;
}

/** Which host keys are accepted. Made by `knownHosts`, `pinned`, `certificateAuthority`, or an own function through `ConnectOptions.hostKeys`. */
export interface HostKeyPolicy {
  /** Called once for each connection, before it is opened. */
  load(target: HostKeyTarget): MaybePromise<HostKeyTrust>;
}

/** Accepts a host key by answering true: anything else, a throw or a rejection refuses it. */
export type HostKeyCheck = (request: HostKeyRequest) => boolean | Promise<boolean>;

/** The policy of a function. */
export function checkedBy(check: HostKeyCheck): HostKeyPolicy {
  const verify = async (request: HostKeyRequest) => {
    let answer: unknown;
    try {
      answer = await check(request);
    } catch (cause) {
      throw unknownHostKey(request, 'the function in `hostKeys` failed', {}, cause);
    }
    if (answer !== true) throw unknownHostKey(request, 'the function in `hostKeys` did not accept it');
  };
  return { load: () => ({ preferredAlgorithms: [], verify }) };
}

/** The policy that checks nothing. */
export const anyHostKey: HostKeyPolicy = { load: () => ({ preferredAlgorithms: [], verify: () => {} }) };

const HOST_KEY_NOT_VERIFIABLE = 9; // RFC 4253 section 11.1

export function unknownHostKey(
  request: HostKeyRequest,
  reason: string,
  details: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): SshError {
  return hostKeyError('HOST_KEY_UNKNOWN', request, `is not trusted: ${reason}`, details, cause);
}

export function hostKeyError(
  code: 'HOST_KEY_UNKNOWN' | 'HOST_KEY_CHANGED' | 'HOST_KEY_REVOKED',
  request: HostKeyRequest,
  verdict: string,
  details: Readonly<Record<string, unknown>>,
  cause?: unknown,
): SshError {
  const { host, port, key, fingerprint } = request;
  return new SshError(code, `The ${key.type} host key ${fingerprint} of ${hostLabel(request)} ${verdict}`, {
    origin: 'local',
    disconnect: HOST_KEY_NOT_VERIFIABLE,
    details: { host, port, keyType: key.type, fingerprint, ...details },
    cause,
  });
}

export function hostLabel({ host, port }: HostKeyTarget): string {
  return port === 22 ? host : `[${host}]:${port}`;
}
