/** What a client tried and what the server answered: for people in the error text, for programs as data. */

import { sanitizeText } from '@nacre/core';

export type AuthAnswer =
  | 'accepted' // the server let us in
  | 'partial' // accepted, but the server wants more
  | 'refused'
  | 'not-offered' // never sent: the server did not list the method
  | 'no-common-algorithm' // never sent: the server accepts no signature algorithm that the key has
  | 'wrong-answer' // the server approved another key or algorithm than we asked about; nothing was signed
  | 'not-signed' // the signer failed or declined
  | 'not-given' // no password was given
  | 'password-expired'; // the server wants a new password, which is not supported

export interface AuthTry {
  /** `none`, `password` or `publickey`. */
  readonly method: string;
  /** Index into the credentials; undefined for `none`. */
  readonly credential: number | undefined;
  /** Of the key, for `publickey`. */
  readonly fingerprint: string | undefined;
  /** Signature algorithm, for `publickey`. */
  readonly algorithm: string | undefined;
  readonly answer: AuthAnswer;
  /** What the server or the signer said about it, cleaned. */
  readonly detail: string | undefined;
}

export interface AuthReport {
  readonly user: string;
  /** In the order in which they were made. */
  readonly tries: readonly AuthTry[];
  /** The methods that the server listed last. */
  readonly methods: readonly string[];
}

const ANSWERS: Readonly<Record<AuthAnswer, string>> = {
  accepted: 'accepted',
  partial: 'accepted, but more is needed',
  refused: 'refused',
  'not-offered': 'not tried, the server does not offer the method',
  'no-common-algorithm': 'not tried, the server accepts none of the signature algorithms of the key',
  'wrong-answer': 'not signed, the server approved a different key or algorithm',
  'not-signed': 'not signed',
  'not-given': 'no password was given',
  'password-expired': 'the password has expired and must be changed on the server',
};

/** One line: every try with its answer, and what the server offers. */
export function describeReport(report: AuthReport): string {
  const tries = report.tries.filter(entry => entry.method !== 'none').map(describeTry);
  const offered = report.methods.map(method => sanitizeText(method, 64)).join(', ');
  return [
    tries.length === 0 ? 'nothing to try' : tries.join('; '),
    `the server offers ${offered === '' ? 'no method' : offered}`,
  ].join('; ');
}

function describeTry(entry: AuthTry): string {
  const key = entry.fingerprint === undefined ? '' : ` ${sanitizeText(entry.fingerprint, 128)}`;
  const algorithm = entry.algorithm === undefined ? '' : ` (${entry.algorithm})`;
  const detail = entry.detail === undefined ? '' : ` (${entry.detail})`;
  return `${entry.method}${key}${algorithm}: ${ANSWERS[entry.answer]}${detail}`;
}
