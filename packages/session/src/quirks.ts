/**
 * What is known to be odd about certain peers, by the version line that they send. Only what does no harm when the line lies: a quirk may
 * make us more tolerant or more careful, never less safe.
 */

export type Quirk =
  /** A NUL follows the fields of its banner message. */
  | 'banner-with-nul'
  /** With compression it refuses data of the full size that it has announced. */
  | 'full-packet-refused'
  /** As a client, it gives up when a server announces its host keys. OpenSSH keeps them from the same clients (compat.c). */
  | 'no-host-key-announcement'
  /** SYMLINK of SFTP has its paths in the order of the draft, unless the peer's peer is OpenSSH. */
  | 'symlink-as-in-draft';

interface Peer {
  /** Looked for in the version line. */
  readonly pattern: RegExp;
  readonly quirk: Quirk;
}

const PEERS: readonly Peer[] = [
  { pattern: /cryptlib/i, quirk: 'banner-with-nul' },
  { pattern: /dropbear/i, quirk: 'full-packet-refused' },
  {
    pattern: /^SSH-[\d.]+-(Cisco-1\.|TeraTerm SSH|TTSSH\/(1\.5\.|2\.[1-6]|2\.7[0-2]))/,
    quirk: 'no-host-key-announcement',
  },
  { pattern: /^SSH-[\d.]+-WinSCP_release_(4|5\.[0-7](\.|$))/, quirk: 'no-host-key-announcement' },
  // these look for OpenSSH in our line, and keep to the draft when they do not find it; the others have OpenSSH's order always
  { pattern: /AsyncSSH|ssh2js|WinSCP|libssh[-_]/i, quirk: 'symlink-as-in-draft' },
];

/** The quirks of a peer. IGNORE without its data (Cisco), surplus service requests (Paramiko) and the like are taken from everybody. */
export function quirksOf(version: string): ReadonlySet<Quirk> {
  return new Set(PEERS.filter(({ pattern }) => pattern.test(version)).map(({ quirk }) => quirk));
}
