/** Trust in host keys by the certificates of authorities (PROTOCOL.certkeys of OpenSSH). */

import { equalBytes, isSshError, misuse, type SshError } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import {
  type Certificate,
  certificateAlgorithms,
  checkHostCertificate,
  fingerprint,
  parsePublicKey,
  type PublicKey,
} from '@nacre/keys';

import { type HostCertificate, type HostKeyPolicy, type HostKeyRequest, unknownHostKey } from './policy.js';

/**
 * Accepts hosts that show a certificate of one of these authorities: public keys, or lines of '.pub' files. The certificate must be for
 * the host by name, and be valid now. A host without one is refused. Throws MISUSE without a key, and as `parsePublicKey`.
 */
export function certificateAuthority(...keys: readonly (PublicKey | string)[]): HostKeyPolicy {
  const authorities = keys.map(key => (typeof key === 'string' ? parsePublicKey(key) : key));
  if (authorities.length === 0) throw misuse('certificateAuthority() needs at least one key');
  const verify = (request: HostKeyRequest) => {
    const { authority } = request.certificate ?? {};
    if (authority !== undefined && authorities.some(({ blob }) => equalBytes(blob, authority.blob))) return;
    const { reason, details, cause } = whyNotCertified(request);
    throw unknownHostKey(request, reason, details, cause);
  };
  return { load: () => ({ preferredAlgorithms: certificateAlgorithms(), verify }) };
}

/**
 * What `HostKeyRequest` says of a certificate: everything is checked here, save that its authority is trusted. So a policy that looks at
 * the authority alone believes no certificate that is forged, expired or another host's.
 */
export async function checkedCertificate(
  certificate: Certificate | undefined,
  context: {
    readonly host: string;
    readonly crypto: CryptoProvider;
    readonly caSignatureAlgorithms: readonly string[] | undefined;
  },
): Promise<Pick<HostKeyRequest, 'certificate' | 'certificateFault'>> {
  if (certificate === undefined) return { certificate: undefined, certificateFault: undefined };
  const { authority } = certificate;
  try {
    await checkHostCertificate({ ...context, certificate, now: Date.now(), authorities: [authority] });
  } catch (error) {
    if (!isSshError(error) || error.code === 'MISUSE') throw error;
    return { certificate: undefined, certificateFault: error };
  }
  const checked: HostCertificate = {
    ...certificate,
    authorityFingerprint: fingerprint(authority.blob, context.crypto),
  };
  return { certificate: checked, certificateFault: undefined };
}

/** Why a certificate does not speak for a host; call it when no authority was found. */
export function whyNotCertified({ certificate, certificateFault }: HostKeyRequest): {
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause: SshError | undefined;
} {
  if (certificateFault !== undefined) {
    return {
      reason: certificateFault.message,
      details: { certificate: certificateFault.details },
      cause: certificateFault,
    };
  }
  if (certificate === undefined) return { reason: 'the host showed no certificate', details: {}, cause: undefined };
  const { authorityFingerprint } = certificate;
  return {
    reason: `the authority ${authorityFingerprint} of its certificate is not trusted for this host`,
    details: { certificate: { rule: 'authority', authorityFingerprint } },
    cause: undefined,
  };
}
