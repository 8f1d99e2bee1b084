/** Packets of the public key subsystem (RFC 4819, RFC 7076). The messages in them are in `./messages`. */

export {
  encodePublicKeySubsystemPacket,
  takePublicKeySubsystemPacket,
  publicKeySubsystemLimits,
  type PublicKeySubsystemPacket,
} from './packet.js';
