/** What this side calls itself in its version line. The release script keeps it equal to the package's version. */

export const SOFTWARE = 'Nacre_0.1.0';
