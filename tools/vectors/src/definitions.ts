/** Finds the generated definition of a message or structure by its name in the spec, and uses it. */

import * as agent from '@nacre/agent/messages';
import * as auth from '@nacre/auth/messages';
import * as connection from '@nacre/connection/messages';
import * as keys from '@nacre/keys/messages';
import * as mux from '@nacre/mux/messages';
import * as publickey from '@nacre/publickey-subsystem/messages';
import * as sftp from '@nacre/sftp/messages';
import * as transport from '@nacre/transport/messages';
import {
  type Codec,
  decode,
  decodeMessage,
  decodeNamedMessage,
  encode,
  encodeMessage,
  encodeNamedMessage,
  type MessageDef,
  type NamedMessageDef,
} from '@nacre/wire';

type Params = Readonly<Record<string, unknown>> | undefined;

/** Both directions of one definition, with its number or name in front where it has one. */
export interface Definition {
  readonly decode: (bytes: Uint8Array, params: Params) => unknown;
  readonly encode: (value: unknown, params: Params) => Uint8Array;
}

/** The definition that the spec calls `name`; throws when no package has it. */
export function definitionOf(name: string): Definition {
  const found = definitions.get(name);
  if (found === undefined) throw new Error(`no package has a definition of '${name}'`);
  return found;
}

const definitions = new Map<string, Definition>();

for (const module of [agent, auth, connection, keys, mux, publickey, sftp, transport]) {
  for (const [name, value] of Object.entries(module)) {
    if (isCodec(value) && value.name === name) definitions.set(name, definitionFrom(value));
  }
}

function definitionFrom(codec: Codec<unknown, Params>): Definition {
  if ('number' in codec) {
    const message = codec as MessageDef<unknown, Params>;
    return {
      decode: (bytes, params) => decodeMessage(message, bytes, params),
      encode: (value, params) => encodeMessage(message, value, params),
    };
  }
  if ('tag' in codec) {
    const message = codec as NamedMessageDef<unknown, Params>;
    return {
      decode: (bytes, params) => decodeNamedMessage(message, bytes, params),
      encode: (value, params) => encodeNamedMessage(message, value, params),
    };
  }
  return {
    decode: (bytes, params) => decode(codec, bytes, params),
    encode: (value, params) => encode(codec, value, params),
  };
}

/** Definitions are told from tables and functions by their two functions; unions also have a name of their own. */
function isCodec(value: unknown): value is Codec<unknown, Params> {
  if (typeof value !== 'object' || value === null || !('read' in value) || !('write' in value)) return false;
  return 'name' in value && typeof value.read === 'function' && typeof value.write === 'function';
}
