/** Parameters of structs and unions: their interface, and the checks of what the caller gives. */

import { type InterfaceDeclarationStructure, StructureKind } from 'ts-morph';

import type { ParamIr, StructIr, UnionIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { escapeComment } from '../doc.js';
import { quote } from '../names.js';

/** `<Name>Params`; nothing when there are no parameters. */
export function paramsInterface(declared: StructIr | UnionIr): readonly InterfaceDeclarationStructure[] {
  if (declared.params.length === 0) return [];
  return [
    {
      kind: StructureKind.Interface,
      name: `${declared.name}Params`,
      isExported: true,
      docs: [`What the layout of \`${declared.name}\` depends on.`],
      properties: declared.params.map(param => ({
        name: param.name,
        isReadonly: true,
        hasQuestionToken: param.kind === 'choice',
        type: typeOf(param),
        docs: [escapeComment([param.doc, rangeOf(param)].filter(text => text !== undefined).join(' '))],
      })),
    },
  ];
}

/** The parameter `params` of a function, if there are any. */
export function paramsParameter(declared: StructIr | UnionIr): { name: string; type: string }[] {
  return declared.params.length === 0 ? [] : [{ name: 'params', type: `${declared.name}Params` }];
}

/** Statements that refuse parameters out of range. */
export function paramChecks(struct: StructIr, context: FileContext): readonly string[] {
  return struct.params.map(param => {
    const what = `${quote(`${struct.name}.${param.name}`)}, params.${param.name}`;
    switch (param.kind) {
      case 'number':
        return `${context.runtime('checkParameter')}(${what}, ${param.min}, ${param.max});`;
      case 'name':
        return `${context.runtime('checkNameParameter')}(${what}, ${param.max});`;
      case 'choice':
        return `${context.runtime('checkChoiceParameter')}(${[what, ...param.choices.map(quote)].join(', ')});`;
    }
  });
}

function typeOf(param: ParamIr): string {
  if (param.kind === 'choice') return `${param.choices.map(quote).join(' | ')} | undefined`;
  return param.kind === 'name' ? 'string' : 'number';
}

function rangeOf(param: ParamIr): string {
  if (param.kind === 'choice') return `By default ${quote(param.choices[0] ?? '')}.`;
  return param.kind === 'name' ? `Up to ${param.max} bytes.` : `From ${param.min} to ${param.max}.`;
}
