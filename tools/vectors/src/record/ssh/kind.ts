/** What a message is: its name in the spec, its parameters, and the name of the request or method in it. */

import { messageName } from '../names.js';
import { type Recorded, strings } from '../save.js';

export interface MessageKind {
  readonly area: string;
  /** The name of a global request that wants an answer. */
  readonly globalRequest?: string;
  /** The message, and structures in it that are decoded apart. `kind` is a part of the names of vectors. */
  readonly parts: readonly (Pick<Recorded, 'of' | 'params' | 'bytes' | 'notes' | 'disagreement'> & {
    readonly kind: string;
  })[];
}

export interface MessageContext {
  readonly kex: string | undefined;
  /** Class of asyncssh that handles the message. */
  readonly handler: string;
  /** Name of the global request that the message answers. */
  readonly replied: string | undefined;
}

const KEX_FIRST = 30;
const KEX_LAST = 49;
const EXT_INFO = 7;
const USERAUTH_REQUEST = 50;
const USERAUTH_FAILURE = 51;
const GLOBAL_REQUEST = 80;
const REQUEST_SUCCESS = 81;
const CHANNEL_OPEN = 90;
const CHANNEL_DATA = 94;
const CHANNEL_REQUEST = 98;
const LOCAL_FIRST = 192;
/** A pty-req with the end mark only is about as long; each mode adds five octets. */
const PTY_WITHOUT_MODES = 64;

const HANDLERS: Readonly<Record<string, string>> = {
  PublicKeyAuth: 'publickey',
  HostboundAuth: 'publickey',
  PasswordAuth: 'password',
  KbdIntAuth: 'keyboard-interactive',
  GSSMICAuth: 'gssapi-with-mic',
};

/** What rows of the table of disagreements say, for the messages that decide them. */
const DECIDES: Readonly<Record<string, { readonly disagreement: number; readonly notes: string }>> = {
  'ChannelOpen-direct-streamlocal': {
    disagreement: 12,
    notes: 'The document reserves what follows the path; a server of OpenSSH reads an address and a port there.',
  },
  KexInit: {
    disagreement: 15,
    notes: 'Strict key exchange is on only if both sides name a marker of the same generation, here v00.',
  },
  Pong: { disagreement: 14, notes: 'The numbers of the vendor, 192 and 193; the draft proposes 9 and 10.' },
  UserauthGssapiError: { disagreement: 6, notes: 'Numbers of RFC 4462: 64 for the error, 65 for the error token.' },
  UserauthGssapiErrorToken: {
    disagreement: 6,
    notes: 'Numbers of RFC 4462: 64 for the error, 65 for the error token.',
  },
  'RequestSuccess-hostkeys-prove-00': {
    disagreement: 17,
    notes: 'One string for each key and nothing else; a public description of SSH in Kaitai Struct has it otherwise.',
  },
  'UserauthRequest-hostbased': {
    disagreement: 17,
    notes: 'The signature is the last field; a public description of SSH in Kaitai Struct leaves it out.',
  },
};

export function kindOf(bytes: Buffer, context: MessageContext): MessageKind | undefined {
  const number = bytes.readUInt8(0);
  const auth = Object.entries(HANDLERS).find(([part]) => context.handler.includes(part))?.[1];
  const found = messageName('ssh', number, number >= KEX_FIRST && number <= KEX_LAST ? context.kex : auth);
  if (found === undefined) return undefined;
  const area =
    number < USERAUTH_REQUEST || number >= LOCAL_FIRST ? 'transport' : number < GLOBAL_REQUEST ? 'auth' : 'connection';
  const detail = detailOf(bytes, context);
  const kind = detail === undefined ? found.name : `${found.name}-${detail.replace(/[@.].*/, '')}`;
  const params =
    number === REQUEST_SUCCESS ? { params: { request: context.replied ?? 'keepalive@openssh.com' } } : undefined;
  const decides = kind === 'KexInit' && !bytes.includes('kex-strict') ? undefined : DECIDES[kind];
  const wantsReply = number === GLOBAL_REQUEST && bytes[5 + bytes.readUInt32BE(1)] !== 0;
  return {
    area,
    ...(wantsReply && detail !== undefined && { globalRequest: [...strings(bytes, 1)][0]?.toString() ?? detail }),
    parts: [{ kind, of: found.name, ...params, bytes, ...decides }, ...inside(number, bytes, context)],
  };
}

/** Method, request or channel type, with what else makes a difference to the layout. */
function detailOf(bytes: Buffer, context: MessageContext): string | undefined {
  const number = bytes.readUInt8(0);
  if (number === GLOBAL_REQUEST || number === CHANNEL_OPEN) return String([...strings(bytes, 1)][0]);
  if (number === CHANNEL_REQUEST) {
    const name = String([...strings(bytes, 5)][0]);
    return name === 'pty-req' && bytes.length > PTY_WITHOUT_MODES ? `${name}-modes` : name;
  }
  if (number === USERAUTH_FAILURE) return bytes.at(-1) === 0 ? undefined : 'partial';
  if (number === REQUEST_SUCCESS) return context.replied ?? 'keepalive';
  if (number !== USERAUTH_REQUEST) return undefined;
  const [user, service, method] = strings(bytes, 1);
  const flag = bytes[1 + 12 + [user, service, method].reduce((sum, part) => sum + (part?.length ?? 0), 0)];
  const name = String(method).replace(/-v00@.*/, '');
  if (name.startsWith('publickey')) return flag === 0 ? `${name}-query` : name;
  return name === 'password' && flag !== 0 ? `${name}-change` : name;
}

/** What is decoded apart from the message: values of EXT_INFO, and packets in tunnels. */
function inside(number: number, bytes: Buffer, { handler }: MessageContext): MessageKind['parts'] {
  if (number === EXT_INFO) return extensions(bytes);
  const of = handler === 'PacketListener' ? 'TunLayer3' : handler === 'EthernetListener' ? 'TunLayer2' : undefined;
  if (number !== CHANNEL_DATA || of === undefined) return [];
  return [{ kind: of, of, bytes: bytes.subarray(9) }];
}

function extensions(bytes: Buffer): MessageKind['parts'] {
  const parts = [...strings(bytes, 5)];
  return Array.from({ length: parts.length / 2 }, (_, i) => {
    const [name, value] = [String(parts[2 * i]), parts[2 * i + 1] as Buffer];
    const kind = `ExtInfoValue-${name.replace(/[@.].*/, '')}`;
    return { kind, of: 'ExtInfoValue', params: { extension: name }, bytes: value };
  });
}
