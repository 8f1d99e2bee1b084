/** SSH user authentication (RFC 4252), both sides, without I/O. */

// For applications
export { type AuthAnswer, type AuthReport, type AuthTry, describeReport } from './report.js';

// For library authors
export { ClientAuth } from './client/engine.js';
export type { ClientAuthEffect, ClientAuthEvent, ClientAuthOptions, ClientCredential } from './client/options.js';
export {
  type ClientAuthLimits,
  defaultClientAuthLimits,
  defaultServerAuthLimits,
  type ServerAuthLimits,
} from './limits.js';
export { ServerAuth } from './server/engine.js';
export type { ServerAuthEffect, ServerAuthEvent, ServerAuthMethod, ServerAuthOptions } from './server/options.js';
export { readServerAuthOptions, type ServerAuthSettings } from './server/read-options.js';
export { publicKeySignedData } from './signed-data.js';
