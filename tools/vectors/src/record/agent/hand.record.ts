/** Messages of agents that no installed program makes, and the packet around messages. */

import { test } from 'vitest';

import { readVectors } from '../../vector.js';
import { join, string, u8 } from '../octets.js';
import { save } from '../save.js';

const RFC = 'RFC 9987 section 5.8';

test('the agent protocol', () => {
  const origin = 'hand' as const;
  const query = join(u8(27), string('query'));
  save('agent/hand-query', { of: 'AgentExtension', origin, source: RFC, bytes: query });
  const names = [string('query'), string('session-bind@openssh.com')];
  save('agent/hand-query-answer', {
    of: 'AgentExtensionResponse',
    origin,
    source: `${RFC}.1`,
    bytes: join(u8(29), string('query'), ...names),
  });
  save('agent/hand-query-old-answer', {
    of: 'AgentSuccess',
    origin,
    source: 'draft-miller-ssh-agent-04 section 4.7.1, before RFC 9987',
    bytes: join(u8(6), ...names),
  });
  save('agent/hand-extension-failure', { of: 'AgentExtensionFailure', origin, source: RFC, bytes: u8(28) });
  const other = join(u8(27), string('unknown@example.com'), Buffer.from('data'));
  save('agent/hand-unknown-extension', { of: 'AgentExtension', origin, source: RFC, bytes: other });
});

test('a packet', () => {
  const found = readVectors().find(({ name }) => name === 'agent/openssh92-sign-ed25519-AgentSignResponse');
  if (found === undefined) throw new Error('record agent/openssh first');
  const bytes = string(Buffer.from(found.vector.hex, 'hex'));
  save('agent/openssh92-packet', { of: 'AgentPacket', origin: 'peer', source: found.vector.source, bytes });
});
