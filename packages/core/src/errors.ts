/**
 * The one error class of Nacre and its codes. Protocol rules live with the layers that raise them, not here.
 */

const BRAND = Symbol.for('nacre.SshError');

/** Who is at fault: this process, the peer, the operating system or network, or the caller of the API. */
export type ErrorOrigin = 'local' | 'peer' | 'io' | 'misuse';

/** Stable names for branching; the message is for people and may change. */
export type ErrorCode =
  | 'ABORTED' // the caller's AbortSignal fired
  | 'AUTH_FAILED' // no authentication method was accepted; details.report lists what was tried
  | 'CERTIFICATE_REFUSED' // a certificate that must not be believed; details.rule
  | 'CHANNEL_OPEN_FAILED' // the peer refused a channel
  | 'CHANNEL_REQUEST_FAILED' // the peer refused exec, shell, subsystem, env ...
  | 'CONNECTION_LOST' // the byte stream ended or failed without DISCONNECT
  | 'DECODE_ERROR' // bytes do not follow the declared layout
  | 'DISCONNECTED' // the peer sent DISCONNECT; details.reason and details.description
  | 'EXEC_FAILED' // a remote command ended with another exit code than 0, or by a signal
  | 'GLOBAL_REQUEST_FAILED' // the peer refused a global request
  | 'HOST_KEY_CHANGED'
  | 'HOST_KEY_REVOKED'
  | 'HOST_KEY_UNKNOWN'
  | 'IO_ERROR'
  | 'KEY_FORMAT' // a key file or blob cannot be read
  | 'KEY_PASSPHRASE' // the key is encrypted and the passphrase is missing or wrong
  | 'LIMIT_EXCEEDED' // a named limit was passed; details.limit
  | 'MAC_MISMATCH' // a packet failed authentication
  | 'MISUSE' // the API was called in a way it does not allow
  | 'NO_COMMON_ALGORITHM' // details.category, details.ours, details.theirs
  | 'PROTOCOL_ERROR' // the peer broke a rule of the protocol
  | 'SFTP_STATUS' // an SFTP request was answered with an error status
  | 'SIGNATURE_INVALID'
  | 'TIMEOUT' // details.phase
  | 'UNSUPPORTED'; // known, but not available here

export interface SshErrorOptions {
  readonly origin: ErrorOrigin;
  /** Reason code for SSH_MSG_DISCONNECT when this error ends a connection (RFC 4253 section 11.1). */
  readonly disconnect?: number;
  readonly cause?: unknown;
  /** Facts for programs; never holds secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Every failure that Nacre reports is one of these. `instanceof` works across copies of the package. */
export class SshError extends Error {
  override readonly name: string = 'SshError';
  readonly code: ErrorCode;
  readonly origin: ErrorOrigin;
  readonly disconnect: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: SshErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.origin = options.origin;
    this.disconnect = options.disconnect;
    this.details = options.details ?? {};
    Object.defineProperty(this, BRAND, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== SshError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** True when `error` is an SshError (of any copy of this package), and has `code` if one is given. */
export function isSshError(error: unknown, code?: ErrorCode): error is SshError {
  return error instanceof SshError && (code === undefined || error.code === code);
}

/** The peer broke a protocol rule; ends the connection with SSH_DISCONNECT_PROTOCOL_ERROR unless told otherwise. */
export function protocolError(message: string, details?: Readonly<Record<string, unknown>>, disconnect = 2): SshError {
  return new SshError('PROTOCOL_ERROR', message, { origin: 'peer', disconnect, ...(details && { details }) });
}

/** The caller used the API in a way it does not allow. */
export function misuse(message: string, details?: Readonly<Record<string, unknown>>): SshError {
  return new SshError('MISUSE', message, { origin: 'misuse', ...(details && { details }) });
}

/** A named limit was passed. `limit` is the name of the option that sets it. */
export function limitExceeded(limit: string, value: number, maximum: number, origin: ErrorOrigin = 'peer'): SshError {
  return new SshError('LIMIT_EXCEEDED', `${limit}: ${value} is over the limit of ${maximum}`, {
    origin,
    disconnect: 2,
    details: { limit, value, maximum },
  });
}

/** Turns anything thrown into an SshError, keeping one that already is. */
export function toSshError(error: unknown, code: ErrorCode, message: string, origin: ErrorOrigin): SshError {
  return error instanceof SshError ? error : new SshError(code, message, { origin, cause: error });
}
