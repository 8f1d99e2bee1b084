/** Which family of key exchanges a method belongs to; messages 30 to 49 depend on it. */

export function kexFamily(method: string): string | undefined {
  const gss = method.startsWith('gss-');
  const bare = method.replace(/^gss-/, '');
  if (/^(diffie-hellman-group-exchange|gex)-/.test(bare)) return gss ? 'gss-gex' : 'gex';
  if (/^(diffie-hellman-)?group\d/.test(bare)) return gss ? 'gss-dh' : 'dh';
  if (/^(mlkem|sntrup)/.test(bare)) return 'hybrid';
  if (/^(ecdh-sha2|curve|nistp)/.test(bare)) return gss ? 'gss-ecdh' : 'ecdh';
  return bare.startsWith('rsa') ? 'rsa' : undefined;
}
