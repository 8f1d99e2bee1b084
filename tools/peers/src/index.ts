/** Real programs to test and measure against: finding them, starting them, ending them. */

export { hashFile, hashTree, makeFile, makeTree } from './files.js';
export { findPeer, missingPeer, type PeerName, peers, peersRequired, requirePeer } from './find.js';
export { newerOpenSsh, type OpenSsh, systemOpenSsh } from './openssh.js';
export { freePort, waitForPort } from './ports.js';
export { type RunOptions, type RunResult, run } from './run.js';
export { makeKey, type Sshd, type SshdOptions, startSshd } from './sshd.js';
export { Workspace } from './workspace.js';
export { python, pythonModule } from './python.js';
