/** The known_hosts files of a client: which keys are known for which hosts. Reads and writes no files. */

import { equalBytes, misuse } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import type { Certificate } from '../certificate/certificate.js';
import { algorithmsOfKeyType, certificateAlgorithms } from '../key-types/table.js';
import { fingerprint } from '../public-key/fingerprint.js';
import type { PublicKey } from '../public-key/public-key.js';
import { significantLines } from '../text/lines.js';
import { type LineWarning, WarningList } from '../text/warning.js';
import { type KnownHostsEntry, parseEntry } from './entry.js';
import { hostFieldMatches, lookupName } from './host-pattern.js';

export interface HostKeyQuery {
  /** Name or address, as the user gave it. */
  readonly host: string;
  readonly port: number;
  /** Addresses that the connection went to. They count only when nothing is known under the name. */
  readonly addresses?: readonly string[];
  /** The key that the server showed. */
  readonly key: PublicKey | Uint8Array;
  readonly crypto: CryptoProvider;
  /** Also accepts a key that stands under the name without a port when the port is not 22. Default false. */
  readonly acceptPortlessEntry?: boolean;
}

export interface HostCertificateLookup {
  /** Name or address, as the user gave it. */
  readonly host: string;
  readonly port: number;
  readonly certificate: Certificate;
  readonly crypto: CryptoProvider;
}

export interface HostKeyCheck {
  /**
   * 'changed' means that other keys are known for the host, of any type: a server that shows a new key of another type
   * is not a new host.
   */
  readonly status: 'trusted' | 'unknown' | 'changed' | 'revoked';
  /** The lines that decided. */
  readonly entries: readonly HostKeyMatch[];
}

export interface HostKeyMatch {
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number;
  readonly keyType: string;
  readonly fingerprint: string;
}

/**
 * Parses the text of a known_hosts file. Lines that cannot be understood are left out, each with a warning; `file` is
 * only named in warnings and results. Throws LIMIT_EXCEEDED for a text over 16 Mi characters.
 */
export function parseKnownHosts(text: string, options: { readonly file?: string } = {}): KnownHosts {
  const entries: KnownHostsEntry[] = [];
  const warnings = new WarningList(options.file);
  for (const line of significantLines(text)) {
    const entry = parseEntry(line.text, line.number, options.file);
    if (typeof entry === 'string') warnings.add(line.number, entry);
    else entries.push(entry);
  }
  return new KnownHosts(entries, warnings.all);
}

export class KnownHosts {
  readonly entries: readonly KnownHostsEntry[];
  readonly warnings: readonly LineWarning[];

  /** Use `parseKnownHosts`. */
  constructor(entries: readonly KnownHostsEntry[], warnings: readonly LineWarning[]) {
    this.entries = entries;
    this.warnings = warnings;
  }

  /** The entries of both, these first: for a user's file and the system's. */
  concat(other: KnownHosts): KnownHosts {
    return new KnownHosts([...this.entries, ...other.entries], [...this.warnings, ...other.warnings]);
  }

  /**
   * What is known about the key that a host shows. The name decides before the addresses, because whoever can forge
   * name resolution chooses the address. Throws SshError: MISUSE, or UNSUPPORTED when hashed names cannot be compared.
   */
  check(query: HostKeyQuery): HostKeyCheck {
    requireHost(query.host, query.port);
    const { crypto, port } = query;
    const blob = query.key instanceof Uint8Array ? query.key : query.key.blob;
    const report = (status: HostKeyCheck['status'], entries: readonly KnownHostsEntry[]): HostKeyCheck => ({
      status,
      entries: entries.map(entry => describe(entry, crypto)),
    });
    const hosts = [query.host, ...(query.addresses ?? [])];
    const revoked = hosts.flatMap(host => this.#revoked(host, port, blob, crypto));
    if (revoked.length > 0) return report('revoked', revoked);
    for (const host of hosts) {
      const known = this.#known(lookupName(host, port), crypto);
      const same = known.filter(entry => equalBytes(entry.keyBlob, blob));
      if (same.length > 0) return report('trusted', same);
      if (known.length > 0) return report('changed', known);
    }
    if (query.acceptPortlessEntry !== true) return report('unknown', []);
    const portless = this.#known(lookupName(query.host, 22), crypto).filter(entry => equalBytes(entry.keyBlob, blob));
    return report(portless.length > 0 ? 'trusted' : 'unknown', portless);
  }

  /**
   * Whether an authority of the host is the one that signed a certificate, and whether that or the certified key is revoked. Never
   * 'changed'. 'trusted' says nothing of the certificate itself, which `checkHostCertificate` checks. Throws as `check`.
   */
  checkAuthority({ host, port, certificate, crypto }: HostCertificateLookup): HostKeyCheck {
    requireHost(host, port);
    const blobs = [certificate.authority.blob, certificate.key.blob];
    const revoked = blobs.flatMap(blob => this.#revoked(host, port, blob, crypto));
    const known = this.authoritiesFor(host, port, crypto);
    const same = known.filter(entry => equalBytes(entry.keyBlob, certificate.authority.blob));
    const status = revoked.length > 0 ? 'revoked' : same.length > 0 ? 'trusted' : 'unknown';
    const entries = revoked.length > 0 ? revoked : same;
    return { status, entries: entries.map(entry => describe(entry, crypto)) };
  }

  /**
   * The '@cert-authority' entries for a host. A pattern without a port is for all ports, because certificates name hosts and no
   * ports; `ssh` does the same. Throws as `check`.
   */
  authoritiesFor(host: string, port: number, crypto: CryptoProvider): readonly KnownHostsEntry[] {
    requireHost(host, port);
    return this.#marked('cert-authority', host, port, crypto);
  }

  /**
   * Signature algorithms to ask the server for first, so that it shows a key that can be compared: those of certificates if an
   * authority is known for the host, then those of the keys that are known, in the order of the file. Empty when nothing is known.
   * Throws as `check`.
   */
  algorithmsFor(host: string, port: number, crypto: CryptoProvider): readonly string[] {
    const certificates = this.authoritiesFor(host, port, crypto).length > 0 ? certificateAlgorithms() : [];
    const known = this.#known(lookupName(host, port), crypto);
    return [...new Set([...certificates, ...known.flatMap(entry => algorithmsOfKeyType(entry.keyType))])];
  }

  #known(name: string, crypto: CryptoProvider): readonly KnownHostsEntry[] {
    return this.entries.filter(entry => entry.marker === undefined && hostFieldMatches(entry.hosts, name, crypto));
  }

  /** A key that is revoked for a host is revoked on all its ports. */
  #revoked(host: string, port: number, blob: Uint8Array, crypto: CryptoProvider): readonly KnownHostsEntry[] {
    return this.#marked('revoked', host, port, crypto).filter(entry => equalBytes(entry.keyBlob, blob));
  }

  /** Entries with a marker for the host at the port, or at all. */
  #marked(
    marker: KnownHostsEntry['marker'],
    host: string,
    port: number,
    crypto: CryptoProvider,
  ): readonly KnownHostsEntry[] {
    const names = [...new Set([lookupName(host, port), lookupName(host, 22)])];
    return this.entries.filter(
      entry => entry.marker === marker && names.some(name => hostFieldMatches(entry.hosts, name, crypto)),
    );
  }
}

function describe(entry: KnownHostsEntry, crypto: CryptoProvider): HostKeyMatch {
  return {
    file: entry.file,
    line: entry.line,
    keyType: entry.keyType,
    fingerprint: fingerprint(entry.keyBlob, crypto),
  };
}

/** Throws MISUSE for what cannot be looked up; '[name]:port' in place of a name would be taken for another port. */
export function requireHost(host: string, port: number): void {
  if (!/^(?:[^[\]]+|\[[^[\]]+\])$/.test(host)) throw misuse('The host name is empty or has brackets in it');
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw misuse(`${port} is not a port number`);
}
