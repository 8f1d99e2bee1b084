/** Packets of the SSH agent protocol (RFC 9987, PROTOCOL.agent). The messages in them are in `./messages`. */

export { encodeAgentPacket, takeAgentPacket, agentLimits, type AgentPacket } from './packet.js';
