import { expect, test } from 'vitest';

import { quirksOf } from './quirks.js';

test.each([
  ['SSH-2.0-OpenSSH_9.9p1 Debian-1', []],
  ['SSH-2.0-paramiko_3.4.0', []],
  ['SSH-2.0-Nacre_0.1.0', []],
  ['SSH-2.0-libssh2_1.11.0', []],
  ['SSH-2.0-Cisco-1.25', ['no-host-key-announcement']],
  ['SSH-2.0-TTSSH/2.72 Win32', ['no-host-key-announcement']],
  ['SSH-2.0-TTSSH/2.91 Win32', []],
  ['SSH-2.0-WinSCP_release_5.7.5', ['no-host-key-announcement', 'symlink-as-in-draft']],
  ['SSH-2.0-WinSCP_release_5.7', ['no-host-key-announcement', 'symlink-as-in-draft']],
  ['SSH-2.0-cryptlib', ['banner-with-nul']],
  ['SSH-2.0-dropbear_2022.83', ['full-packet-refused']],
  ['SSH-2.0-AsyncSSH_2.14.2', ['symlink-as-in-draft']],
  ['SSH-2.0-libssh_0.11.1', ['symlink-as-in-draft']],
  ['SSH-2.0-libssh-0.6.3', ['symlink-as-in-draft']],
  ['SSH-2.0-ssh2js1.16.0', ['symlink-as-in-draft']],
  ['SSH-2.0-WinSCP_release_6.3.3', ['symlink-as-in-draft']],
  ['SSH-2.0-dropbear with cryptlib', ['banner-with-nul', 'full-packet-refused']],
])('%s', (version, quirks) => {
  expect([...quirksOf(version)]).toEqual(quirks);
});
