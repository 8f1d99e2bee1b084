/** Requests and channels of the connection layer that no installed program makes, by the layouts of their documents. */

import { test } from 'vitest';

import { u8, u32, u64 } from '../octets.js';
import { BLOB, type HandVector, SIGNATURE, saveAll, str } from './octets.js';

const HOST_KEY_UPDATE = 'draft-miller-sshm-hostkey-update';
const MICROSOFT = 'dev-tunnels-ssh, ProtocolExtensions.md';
const RECONNECT = 'session-reconnect@microsoft.com';
const OTHER = str('ssh-ed25519', Buffer.alloc(32, 0x5a));

const connection: readonly HandVector[] = [
  {
    name: 'GlobalRequest-hostkeys',
    of: 'GlobalRequest',
    source: HOST_KEY_UPDATE,
    octets: [u8(80), str('hostkeys'), u8(0), str(BLOB, OTHER)],
  },
  {
    name: 'GlobalRequest-hostkeys-prove',
    of: 'GlobalRequest',
    source: HOST_KEY_UPDATE,
    octets: [u8(80), str('hostkeys-prove'), u8(1), str(OTHER)],
  },
  {
    name: 'RequestSuccess-hostkeys-prove',
    of: 'RequestSuccess',
    params: { request: 'hostkeys-prove' },
    source: HOST_KEY_UPDATE,
    octets: [u8(81), str(SIGNATURE)],
  },
  {
    name: 'HostKeysProveSignedData-draft',
    of: 'HostKeysProveSignedData',
    source: HOST_KEY_UPDATE,
    disagreement: 14,
    notes: 'The label of the draft. It is not the name of the request, unlike that of OpenSSH.',
    octets: [str('hostkeys-prove-0', Buffer.alloc(32, 0xc3), OTHER)],
  },
  {
    name: 'GlobalRequest-session-reconnect',
    of: 'GlobalRequest',
    source: MICROSOFT,
    octets: [u8(80), str(RECONNECT), u8(1), str(Buffer.alloc(32, 0x33)), u64(4321)],
  },
  {
    name: 'RequestSuccess-session-reconnect',
    of: 'RequestSuccess',
    params: { request: RECONNECT },
    source: MICROSOFT,
    octets: [u8(81), str(Buffer.alloc(32, 0x44)), u64(1234)],
  },
  {
    name: 'ChannelOpen-agent-connect',
    of: 'ChannelOpen',
    source: 'RFC 9987 section 7.3',
    octets: [u8(90), str('agent-connect'), u32(3, 65536, 32768)],
  },
  {
    name: 'ChannelRequest-agent-req',
    of: 'ChannelRequest',
    source: 'RFC 9987 section 7.2',
    octets: [u8(98), u32(0), str('agent-req'), u8(1)],
  },
  {
    name: 'ChannelOpen-direct-streamlocal-originator',
    of: 'ChannelOpen',
    source: 'OpenSSH PROTOCOL section 2.4, as its server reads the reserved fields',
    disagreement: 12,
    notes: 'The two fields that the document reserves, used as address and port of the originator.',
    octets: [u8(90), str('direct-streamlocal@openssh.com'), u32(1, 65536, 32768), str('/run/s', '10.0.0.1'), u32(4321)],
  },
];

test('connection', () => saveAll('connection', connection));
