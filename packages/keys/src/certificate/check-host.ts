/** Whether a host certificate may be believed (PROTOCOL.certkeys; sshkey.c and sshconnect.c of OpenSSH). */

import { equalBytes, isSshError, misuse, sanitizeText, SshError } from '@nacre/core';
import { type CryptoProvider, offeredAlgorithms } from '@nacre/crypto';

import { quoted } from '../errors.js';
import type { KeyPolicy } from '../key-types/policy.js';
import { signatureOfCertificateAlgorithm } from '../key-types/table.js';
import { lookupName, wildcardMatches } from '../known-hosts/host-pattern.js';
import { decodePublicKey } from '../public-key/public-key.js';
import { verifySignature } from '../signature/verify.js';
import type { Certificate } from './certificate.js';
import { decodeCertificate } from './decode.js';

export interface HostCertificateQuery {
  readonly certificate: Certificate;
  /** Name or address, as the user gave it; principals know no ports. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Keys, or their blobs, whose word is taken for this host. */
  readonly authorities: readonly (Uint8Array | { readonly blob: Uint8Array })[];
  readonly crypto: CryptoProvider;
  /** Signature algorithms of authorities. Default: what clients offer for plain host keys, so no SHA-1. */
  readonly caSignatureAlgorithms?: readonly string[] | undefined;
  readonly policy?: KeyPolicy | undefined;
}

/** Which check a certificate did not pass: `details.rule` of the error. */
export type CertificateRule =
  | 'role'
  | 'authority'
  | 'signature-algorithm'
  | 'not-yet-valid'
  | 'expired'
  | 'no-principals'
  | 'principal'
  | 'critical-option'
  | 'signature';

/**
 * Returns when the certificate stands for its key as that of `host`. Rejects with SshError: CERTIFICATE_REFUSED with the reason and
 * `details.rule`, UNSUPPORTED when the provider lacks a primitive, MISUSE.
 */
export async function checkHostCertificate(query: HostCertificateQuery): Promise<void> {
  const { certificate, crypto, policy = {} } = query;
  if (!Number.isFinite(query.now)) throw misuse('checkHostCertificate() needs the time in milliseconds since 1970');
  checkClaims(query);
  const { authority, signatureAlgorithm } = certificate;
  requireUsable(certificate, policy);
  const { signed, signature } = decodeCertificate(certificate.blob);
  // an authority in a security key may sign without being touched (SEC-079)
  const how = { ...policy, userPresence: false };
  if (await verifySignature(crypto, authority.blob, signatureAlgorithm, signed, signature, how)) return;
  throw refused(certificate, 'signature', 'the signature of its authority is not right');
}

/** An authority with a key that is too weak is told apart from a signature that is wrong. */
function requireUsable(certificate: Certificate, policy: KeyPolicy): void {
  try {
    decodePublicKey(certificate.authority.blob, policy);
  } catch (error) {
    if (!isSshError(error) || error.code === 'MISUSE') throw error;
    throw refused(certificate, 'authority', `its authority cannot be used: ${error.message}`);
  }
}

/** Signature algorithms that authorities may use unless told otherwise. */
export function defaultCaSignatureAlgorithms(crypto: CryptoProvider): readonly string[] {
  const offered = offeredAlgorithms('hostKey', 'client', crypto);
  return offered.filter(name => signatureOfCertificateAlgorithm(name) === undefined);
}

/** What the certificate says of itself, before anything is computed. */
function checkClaims(query: HostCertificateQuery): void {
  const { certificate, crypto } = query;
  const { role, authority, signatureAlgorithm, criticalOptions } = certificate;
  const refuse = (rule: CertificateRule, reason: string): never => {
    throw refused(certificate, rule, reason);
  };
  if (role !== 'host')
    refuse('role', `it is for ${role === 'user' ? 'users' : `the unknown role ${role}`}, not for hosts`);
  const trusted = query.authorities.some(key => equalBytes(key instanceof Uint8Array ? key : key.blob, authority.blob));
  if (!trusted) refuse('authority', 'its authority is not trusted for this host');
  const allowed = query.caSignatureAlgorithms ?? defaultCaSignatureAlgorithms(crypto);
  if (!allowed.includes(signatureAlgorithm)) {
    refuse('signature-algorithm', `its authority signed with ${quoted(signatureAlgorithm)}, which is not allowed`);
  }
  checkTime(query);
  checkPrincipals(query);
  // no option is defined for hosts, so each is unknown here
  const [first] = criticalOptions;
  if (first !== undefined) {
    refuse(
      'critical-option',
      `it has the critical option ${quoted(first.option ?? first.name)}, which has no meaning for hosts`,
    );
  }
}

function checkTime({ certificate, now }: HostCertificateQuery): void {
  const seconds = BigInt(Math.floor(now / 1000));
  const { validAfter, validBefore } = certificate;
  if (seconds < validAfter) {
    throw refused(certificate, 'not-yet-valid', `it becomes valid in ${duration(validAfter - seconds)}`);
  }
  if (seconds >= validBefore) {
    throw refused(certificate, 'expired', `it expired ${duration(seconds - validBefore)} ago`);
  }
}

/**
 * An empty list is for no host, and wildcards are for what they match: so OpenSSH since 10.3. Before, an empty list was for every host
 * (measured: 9.2, 10.0), and wildcards for none.
 */
function checkPrincipals({ certificate, host }: HostCertificateQuery): void {
  const { principals } = certificate;
  if (principals.length === 0) throw refused(certificate, 'no-principals', 'it names no host');
  const name = lookupName(host, 22);
  if (principals.some(principal => wildcardMatches(lookupName(principal, 22), name))) return;
  const names = sanitizeText(principals.slice(0, SHOWN_PRINCIPALS).join(', '));
  const more = principals.length > SHOWN_PRINCIPALS ? ` and ${principals.length - SHOWN_PRINCIPALS} more` : '';
  throw refused(certificate, 'principal', `it is for ${names}${more}, not for ${quoted(name)}`);
}

const SHOWN_PRINCIPALS = 4;
const DAY = 86_400n;

function duration(seconds: bigint): string {
  if (seconds >= 2n * DAY) return `${seconds / DAY} days`;
  return seconds === 1n ? '1 second' : `${seconds} seconds`;
}

function refused(certificate: Certificate, rule: CertificateRule, reason: string): SshError {
  const { serial, keyId } = certificate;
  const label = keyId === '' ? '' : ` ${quoted(keyId)}`;
  return new SshError('CERTIFICATE_REFUSED', `The certificate${label} with serial ${serial} is refused: ${reason}`, {
    origin: 'peer',
    details: { rule, serial, keyId: sanitizeText(keyId) },
  });
}
