/** The portable crypto provider, on the noble libraries. SSH constructions are built over it elsewhere. */

// For applications
export { nobleCrypto } from './provider.js';
