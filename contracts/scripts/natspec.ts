import type { Node, Sources } from './sources.ts';

/**
 * Everything that can be seen from outside and says nothing about itself: contracts, external and public functions and
 * variables, events, errors, structs and enums of our own sources. One line each, for a person to mend.
 */
export function undocumented(sources: Sources): string[] {
  return [...sources.own].flatMap(([file, nodes]) =>
    nodes
      .flatMap((node) => [node, ...(node.nodes ?? []).filter((one) => isSeen(one, node))])
      .filter((node) => isNamed(node) && !isDocumented(node))
      .map((node) => `contracts/${file}: ${kindOf(node)} ${node.name ?? ''} has no NatSpec`),
  );
}

/** What stands at the top of a file is seen by everybody who reads it; free functions, imports and the like are code. */
const isNamed = (node: Node): boolean =>
  /^(Contract|Event|Error|Enum|Struct|Function)Definition$|^VariableDeclaration$/.test(
    node.nodeType,
  );

/** A constructor is described by its contract; what is internal is nobody's business outside. */
function isSeen(node: Node, within: Node): boolean {
  if (node.kind === 'constructor') return false;
  // What a contract's own storage is made of is no part of its interface.
  if (node.nodeType === 'StructDefinition') return within.contractKind === 'interface';
  if (node.visibility === undefined) return /^(Event|Error|Enum)Definition$/.test(node.nodeType);
  return node.visibility === 'external' || node.visibility === 'public';
}

/** `@inheritdoc` counts: solc refuses it where there is nothing to inherit. */
const isDocumented = (node: Node): boolean =>
  /@(notice|title|inheritdoc|dev)\s+\S/.test(node.documentation?.text ?? '');

const kindOf = (node: Node): string =>
  node.nodeType
    .replace(/(Definition|Declaration)$/, '')
    .replace('Variable', 'public variable')
    .toLowerCase();
