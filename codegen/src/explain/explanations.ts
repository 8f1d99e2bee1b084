/** What each diagnostic means, for `nacre-codegen explain`. The rules themselves are in `load/`, `build/` and `passes/`. */

import type { Explanation } from './explanation.js';
import { FIELD_FAULTS } from './fields.js';
import { LAYOUT_FAULTS } from './layouts.js';
import { NAME_FAULTS } from './names.js';
import { NUMBER_FAULTS } from './numbers.js';
import { PACKAGE_FAULTS } from './packages.js';
import { SHAPE_FAULTS } from './shape.js';
import { UNION_FAULTS } from './unions.js';
import { YAML_FAULTS } from './yaml.js';

export type { Explanation } from './explanation.js';

/** By code, in order. */
export const EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map(
  [YAML_FAULTS, SHAPE_FAULTS, NAME_FAULTS, NUMBER_FAULTS, PACKAGE_FAULTS, UNION_FAULTS, FIELD_FAULTS, LAYOUT_FAULTS]
    .flatMap(faults => Object.entries(faults))
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
