/** Messages of shared connections that the installed releases of OpenSSH do not send. */

import { test } from 'vitest';

import { readVectors } from '../../vector.js';
import { join, string, u32 } from '../octets.js';
import { save } from '../save.js';

const SOURCE = 'mux.c of OpenSSH 10.5';
const told = { disagreement: 7, notes: 'It is in mux.c only; the document says that there are no extensions.' };

test('information about the connection', () => {
  const origin = 'hand' as const;
  const hello = join(u32(1), u32(4), string('info'), string('0'));
  save('mux/hand-hello-info', { of: 'MuxHello', origin, source: SOURCE, ...told, bytes: hello });
  const request = join(u32(0x20000001), u32(3), string('connection'));
  save('mux/hand-ext-info-request', {
    of: 'MuxExtInfoRequest',
    origin,
    source: SOURCE,
    ...told,
    bytes: request,
  });
  const answer = join(u32(0x90000001), u32(3), u32(0), string('chain of hosts'));
  save('mux/hand-ext-info', { of: 'MuxExtInfo', origin, source: SOURCE, ...told, bytes: answer });
});

test('a forwarding', () => {
  const found = readVectors().find(({ name }) => name === 'mux/openssh92-forward-local-MuxOpenForward');
  if (found === undefined) throw new Error('record mux/openssh first');
  const bytes = Buffer.from(found.vector.hex, 'hex').subarray(8); // behind number and request
  save('mux/part-forward', { of: 'MuxForward', origin: 'peer', source: `${found.vector.source}; a part of it`, bytes });
});
