/** Transport and authentication messages that no installed program makes, by the layouts of their documents. */

import { test } from 'vitest';

import { u8, u32 } from '../octets.js';
import { BLOB, type HandVector, hex, saveAll, str, text } from './octets.js';

/** The generator of NIST P-256, uncompressed: a valid public value. */
const POINT = hex(`04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
  4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`);
const MICROSOFT = 'dev-tunnels-ssh, ProtocolExtensions.md';

function extension(name: string, value: string | Buffer, source: string, short: string = name): HandVector {
  const octets = [typeof value === 'string' ? text(value) : value];
  return { name: `ExtInfoValue-${short}`, of: 'ExtInfoValue', params: { extension: name }, source, octets };
}

const transport: readonly HandVector[] = [
  { name: 'NewCompress', of: 'NewCompress', source: 'RFC 8308 section 3.2', octets: [u8(8)] },
  {
    name: 'Disconnect-short',
    of: 'Disconnect',
    source: 'RFC 4253 section 11.1 without the language, as some servers send it',
    octets: [u8(1), u32(11), str('Closed')],
  },
  {
    name: 'Ignore-empty',
    of: 'Ignore',
    source: 'RFC 4253 section 11.2 without the string, as Cisco devices send it',
    octets: [u8(2)],
  },
  extension('delay-compression', Buffer.concat([str('foo,bar'), str('bar,baz')]), 'RFC 8308 section 3.2'),
  extension('no-flow-control', 'p', 'RFC 8308 section 3.3'),
  extension('elevation', 'd', 'RFC 8308 section 3.4'),
  extension('agent-forward', '0', 'RFC 9987 section 7.1'),
  extension('hostkeys', '0', 'draft-miller-sshm-hostkey-update'),
  extension('ping', '0', 'draft-miller-ssh-ping', 'ping-draft'),
  extension('open-channel-request@microsoft.com', '', MICROSOFT, 'open-channel-request'),
  extension('session-reconnect@microsoft.com', '', MICROSOFT, 'session-reconnect'),
  extension('session-latency@microsoft.com', '', MICROSOFT, 'session-latency'),
  { name: 'EcmqvInit', of: 'EcmqvInit', source: 'RFC 5656 section 5', octets: [u8(30), str(POINT)] },
  {
    name: 'EcmqvReply',
    of: 'EcmqvReply',
    source: 'RFC 5656 section 5',
    octets: [u8(31), str(BLOB, POINT, Buffer.alloc(32, 0xa5))],
  },
];

const GOLANG = 'The Go library golang.org/x/crypto has 64 and 65 the other way round than RFC 4462 section 3.';

const auth: readonly HandVector[] = [
  {
    name: 'UserauthGssapiErrorTokenGolang',
    of: 'UserauthGssapiErrorTokenGolang',
    source: 'golang.org/x/crypto/ssh, messages.go',
    disagreement: 6,
    notes: GOLANG,
    octets: [u8(64), str('error token')],
  },
  {
    name: 'UserauthGssapiErrorGolang',
    of: 'UserauthGssapiErrorGolang',
    source: 'golang.org/x/crypto/ssh, messages.go',
    disagreement: 6,
    notes: GOLANG,
    octets: [u8(65), u32(0x000d0000, 100001), str('The ticket has expired', 'en')],
  },
];

test('transport', () => saveAll('transport', transport));
test('auth', () => saveAll('auth', auth));
