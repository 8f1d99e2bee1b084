/** What this software calls itself in its version line (RFC 4253 section 4.2). */

export const SOFTWARE = 'Nacre_0.1.0';
