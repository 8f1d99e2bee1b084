/** Which user names may become part of a path. Handlers that use no paths see all names. */

const LONGEST = 256;

/** Letters, digits and `. _ - + @`, beginning with a letter, digit or `_`: nothing that a file system or a shell reads as more. */
export function isPlainUserName(user: string): boolean {
  return user.length <= LONGEST && /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._+@-]*$/u.test(user);
}
