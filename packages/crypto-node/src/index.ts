/** The crypto provider on native node:crypto. SSH constructions are built over it elsewhere. */

// For applications
export { nodeCrypto } from './provider.js';
