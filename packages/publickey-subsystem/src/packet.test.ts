/** Packets of the public key subsystem (RFC 4819, RFC 7076). */

import { describe, expect, it } from 'vitest';

import { encodePublicKeySubsystemPacket, takePublicKeySubsystemPacket, publicKeySubsystemLimits } from './packet.js';

describe('packets', () => {
  it('a message is framed by its length and taken out again', () => {
    const packet = encodePublicKeySubsystemPacket(Uint8Array.of(5, 6));
    expect(packet).toEqual(Uint8Array.of(0, 0, 0, 2, 5, 6));
    expect(takePublicKeySubsystemPacket(Uint8Array.of(...packet, 9))).toEqual({
      message: Uint8Array.of(5, 6),
      length: 6,
    });
  });

  it('nothing is taken while bytes are missing', () => {
    const packet = encodePublicKeySubsystemPacket(Uint8Array.of(5, 6));
    for (let n = 0; n < packet.length; n++) expect(takePublicKeySubsystemPacket(packet.subarray(0, n))).toBeUndefined();
  });

  it('a length over the limit is refused before its bytes come', () => {
    expect(() => takePublicKeySubsystemPacket(Uint8Array.of(0, 4, 0, 1))).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
    expect(() => encodePublicKeySubsystemPacket(new Uint8Array(publicKeySubsystemLimits.packetBytes + 1))).toThrow(
      expect.objectContaining({ code: 'MISUSE' }),
    );
    expect(() => encodePublicKeySubsystemPacket(new Uint8Array(0))).toThrow(
      expect.objectContaining({ code: 'MISUSE' }),
    );
  });
});
