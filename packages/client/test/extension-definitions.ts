/** Definitions as the generator writes them for the file of a third party: one of each kind. */

import type { MemberDef, MessageDef } from '@nacre/wire';

export interface AcmeColour {
  readonly red: number;
  readonly label: string;
}

/** A channel request without a reply of its own. */
export const AcmeColour: MemberDef<AcmeColour> = {
  name: 'AcmeColour',
  union: 'ChannelRequestBody',
  key: 'colour@acme.example',
  write(writer, value) {
    writer.u8('AcmeColour.red', value.red);
    writer.utf8('AcmeColour.label', value.label, 64);
  },
  read(reader) {
    return { red: reader.u8('AcmeColour.red'), label: reader.utf8('AcmeColour.label', 64) };
  },
};

export interface AcmeReload {
  readonly what: string;
}

export interface AcmeReloaded {
  readonly generation: number;
}

/** A global request with a reply. */
export const AcmeReload: MemberDef<AcmeReload, void, AcmeReloaded> = {
  name: 'AcmeReload',
  union: 'GlobalRequestBody',
  key: 'reload@acme.example',
  write: (writer, value) => writer.utf8('AcmeReload.what', value.what, 64),
  read: reader => ({ what: reader.utf8('AcmeReload.what', 64) }),
  reply: {
    name: 'AcmeReloaded',
    write: (writer, value) => writer.u32('AcmeReloaded.generation', value.generation),
    read: reader => ({ generation: reader.u32('AcmeReloaded.generation') }),
  },
};

/** A global request whose success says all. */
export const AcmeFlush: MemberDef<Record<never, never>> = {
  name: 'AcmeFlush',
  union: 'GlobalRequestBody',
  key: 'flush@acme.example',
  write: () => {},
  read: () => ({}),
};

export interface AcmeChecksum {
  readonly path: Uint8Array;
}

export interface AcmeChecksumReply {
  readonly sum: number;
}

/** An SFTP extension with a reply. */
export const AcmeChecksum: MemberDef<AcmeChecksum, void, AcmeChecksumReply> = {
  name: 'AcmeChecksum',
  union: 'SftpExtendedRequest',
  key: 'checksum@acme.example',
  write: (writer, value) => writer.bytes('AcmeChecksum.path', value.path, 4096),
  read: reader => ({ path: reader.bytes('AcmeChecksum.path', 4096) }),
  reply: {
    name: 'AcmeChecksumReply',
    write: (writer, value) => writer.u32('AcmeChecksumReply.sum', value.sum),
    read: reader => ({ sum: reader.u32('AcmeChecksumReply.sum') }),
  },
};

/** An SFTP extension that is answered with STATUS alone. */
export const AcmeTouch: MemberDef<AcmeChecksum> = {
  name: 'AcmeTouch',
  union: 'SftpExtendedRequest',
  key: 'touch@acme.example',
  write: (writer, value) => writer.bytes('AcmeTouch.path', value.path, 4096),
  read: reader => ({ path: reader.bytes('AcmeTouch.path', 4096) }),
};

export interface AcmeTunnel {
  readonly target: string;
}

/** A channel type. */
export const AcmeTunnel: MemberDef<AcmeTunnel> = {
  name: 'AcmeTunnel',
  union: 'ChannelOpenBody',
  key: 'tunnel@acme.example',
  write: (writer, value) => writer.utf8('AcmeTunnel.target', value.target, 64),
  read: reader => ({ target: reader.utf8('AcmeTunnel.target', 64) }),
};

export interface AcmeNotice {
  readonly text: string;
}

/** A message with a number of its own. */
export const AcmeNotice: MessageDef<AcmeNotice> = {
  name: 'AcmeNotice',
  space: 'ssh',
  number: 200,
  direction: 'both',
  reference: 'acme section 1',
  trailing: 'error',
  write: (writer, value) => writer.utf8('AcmeNotice.text', value.text, 1024),
  read: reader => ({ text: reader.utf8('AcmeNotice.text', 1024) }),
};

/** As `AcmeNotice`, under any number. */
export function numbered(number: number): MessageDef<AcmeNotice> {
  return { ...AcmeNotice, name: `Notice${number}`, number };
}
