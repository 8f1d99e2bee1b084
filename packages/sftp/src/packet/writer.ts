/** Frames SFTP messages (draft-ietf-secsh-filexfer-02 section 3). File content goes around it, by the generated heads. */

import { type MessageDef, WireWriter } from '@nacre/wire';

import { SFTP_PARAMETERS, type SftpMessage, withParameters } from './messages.js';

/** Builds packets in one buffer that is used again for each. */
export class PacketWriter {
  readonly #writer = new WireWriter(1024);

  /** The packet with length, type and fields; owned by the caller. */
  packet<T>(message: SftpMessage<T>, value: T): Uint8Array {
    return this.packetWith(withParameters(message), value, SFTP_PARAMETERS);
  }

  /** As `packet`, of a message whose layout depends on more. */
  packetWith<T, P>(message: MessageDef<T, P>, value: T, params: P): Uint8Array {
    const writer = this.#writer;
    writer.reset();
    const at = writer.begin();
    writer.u8(message.name, message.number);
    message.write(writer, value, params);
    writer.end(message.name, at, 0xffffffff);
    return writer.finish();
  }
}
