/** Types in the words of the spec, with links to what they name. */

import type { Count, TypeIr } from '../../ir/model.js';
import type { Links } from './links.js';
import { code } from './words.js';

export function typeText(type: TypeIr, links: Links): string {
  switch (type.kind) {
    case 'int': {
      const base = `${type.signed ? 'i' : 'u'}${type.bits}`;
      return type.named === undefined ? code(base) : `${code(base)} ${links.to(type.named)}`;
    }
    case 'raw':
      return code(`raw(${type.length})`);
    case 'sized':
      return code(`raw($${type.param})`);
    case 'fixed':
      return code(`bytes(${type.length})`);
    case 'text':
      return code(type.text);
    case 'restUtf8':
      return code('rest.utf8');
    case 'restNames':
      return code('rest.names');
    case 'struct':
    case 'union':
      return links.to(type.ref);
    case 'tagged':
      return `tagged ${links.to(type.ref)}`;
    case 'box':
      return `box of ${typeText(type.inner, links)}`;
    case 'list':
      return `${countText(type.count)} ${typeText(type.item, links)}`;
    default:
      return code(type.kind);
  }
}

function countText(count: Count): string {
  switch (count.by) {
    case 'u32':
      return `${code('u32')} count and as many`;
    case 'end':
      return 'up to the end:';
    case 'param':
    case 'field':
      return `${code(count.name)} times`;
  }
}
