/** Packets of the SSH agent protocol (RFC 9987, PROTOCOL.agent). */

import { describe, expect, it } from 'vitest';

import { encodeAgentPacket, takeAgentPacket, agentLimits } from './packet.js';

describe('packets', () => {
  it('a message is framed by its length and taken out again', () => {
    const packet = encodeAgentPacket(Uint8Array.of(5, 6));
    expect(packet).toEqual(Uint8Array.of(0, 0, 0, 2, 5, 6));
    expect(takeAgentPacket(Uint8Array.of(...packet, 9))).toEqual({ message: Uint8Array.of(5, 6), length: 6 });
  });

  it('nothing is taken while bytes are missing', () => {
    const packet = encodeAgentPacket(Uint8Array.of(5, 6));
    for (let n = 0; n < packet.length; n++) expect(takeAgentPacket(packet.subarray(0, n))).toBeUndefined();
  });

  it('a length over the limit is refused before its bytes come', () => {
    expect(() => takeAgentPacket(Uint8Array.of(0, 4, 0, 1))).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
    expect(() => encodeAgentPacket(new Uint8Array(agentLimits.packetBytes + 1))).toThrow(
      expect.objectContaining({ code: 'MISUSE' }),
    );
    expect(() => encodeAgentPacket(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});
