/** Packets of the multiplexing protocol of OpenSSH (PROTOCOL.mux). The messages in them are in `./messages`. */

export { encodeMuxPacket, takeMuxPacket, muxLimits, type MuxPacket } from './packet.js';
