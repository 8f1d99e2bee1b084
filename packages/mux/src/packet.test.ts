/** Packets of the multiplexing protocol of OpenSSH (PROTOCOL.mux). */

import { describe, expect, it } from 'vitest';

import { encodeMuxPacket, takeMuxPacket, muxLimits } from './packet.js';

describe('packets', () => {
  it('a message is framed by its length and taken out again', () => {
    const packet = encodeMuxPacket(Uint8Array.of(5, 6));
    expect(packet).toEqual(Uint8Array.of(0, 0, 0, 2, 5, 6));
    expect(takeMuxPacket(Uint8Array.of(...packet, 9))).toEqual({ message: Uint8Array.of(5, 6), length: 6 });
  });

  it('nothing is taken while bytes are missing', () => {
    const packet = encodeMuxPacket(Uint8Array.of(5, 6));
    for (let n = 0; n < packet.length; n++) expect(takeMuxPacket(packet.subarray(0, n))).toBeUndefined();
  });

  it('a length over the limit is refused before its bytes come', () => {
    expect(() => takeMuxPacket(Uint8Array.of(0, 4, 0, 1))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    expect(() => encodeMuxPacket(new Uint8Array(muxLimits.packetBytes + 1))).toThrow(
      expect.objectContaining({ code: 'MISUSE' }),
    );
    expect(() => encodeMuxPacket(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});
