/** X25519 and Ed25519 on @noble/curves, loaded at import: every connection uses them. */

import { ed25519, x25519 } from '@noble/curves/ed25519.js';

import type { EdDsa, KeyAgreement } from '@nacre/crypto';

import { signaturesOver } from './edwards.js';
import { agreementOver } from './montgomery.js';

export const nobleX25519: KeyAgreement = /*@__PURE__*/ agreementOver('X25519', 32, () => x25519);
export const nobleEd25519: EdDsa = /*@__PURE__*/ signaturesOver('Ed25519', 32, () => ed25519);
