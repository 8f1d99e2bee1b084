/** House rules that no published plugin has. Plain JavaScript, because ESLint loads them before anything is compiled. */

import { directorySize } from './directory-size.js';
import { header } from './header.js';
import { importGroups } from './import-groups.js';
import { onlyIndexIsBarrel } from './only-index-is-barrel.js';

export default {
  meta: { name: 'nacre' },
  rules: {
    'directory-size': directorySize,
    header,
    'import-groups': importGroups,
    'only-index-is-barrel': onlyIndexIsBarrel,
  },
};
