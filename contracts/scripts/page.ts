import {
  FunctionFragment,
  Interface,
  type Fragment,
  type JsonFragment,
  type ParamType,
} from 'ethers';
import type { CompiledContract, Doc, Node, Sources } from './sources.ts';

/** Says who may call a function by the tables of roles; null for one that no table names. */
export type WhoMay = (contract: string, selector: string) => string | null;

const GENERATED =
  '<!-- Generated from the NatSpec of the sources by `npm run reference -w contracts`: change those. -->';

/** The reference page of one contract. */
export function pageOf(name: string, sources: Sources, whoMay: WhoMay): string {
  const entry = sources.contracts.get(name);
  if (entry === undefined) throw new Error(`There is no contract ${name}`);
  const { node, compiled, file } = entry;
  const page = new Page(name, node, compiled, sources, whoMay);
  const bases = page.bases
    .filter(({ contractKind }) => contractKind === 'interface')
    .map((base) => base.name ?? '');
  const sections = [
    GENERATED,
    `# ${name}`,
    ...headOf(name, node, page.bases),
    `Source: [\`${file}\`](../../../contracts/${file})${bases.length > 0 ? ` · serves ${bases.map((one) => `\`${one}\``).join(', ')}` : ''}`,
    ...page.functions(),
    ...page.list('event', 'Events'),
    ...page.list('error', 'Errors'),
    ...page.types(),
  ];
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`;
}

/** Says what a contract is in one line, for the index: the title of its interface, or its own first sentence. */
export function summaryOf(name: string, sources: Sources): string {
  const entry = sources.contracts.get(name);
  if (entry === undefined) throw new Error(`There is no contract ${name}`);
  const own = natspec(entry.node.documentation?.text);
  const { title } = natspec(interfaceOf(name, basesOf(entry.node, sources))?.documentation?.text);
  const said = [title, own.title].find((one) => one !== '' && one !== name) ?? own.notice;
  return said.replace(/\.( .*)?$/, '').replaceAll('|', '\\|');
}

/** Title and description of the interface, then what the contract adds of its own. */
function headOf(name: string, node: Node, bases: readonly Node[]): string[] {
  const ours = natspec(node.documentation?.text);
  const theirs = natspec(interfaceOf(name, bases)?.documentation?.text);
  const title = theirs.title || ours.title;
  return [
    title === name || title === '' ? '' : `*${title}*`,
    theirs.notice,
    ours.notice.replace(/^See `\w+`\.?\s*/, ''),
    // A drawing of the storage keeps its lines.
    /\S {2,}\S/.test(ours.dev) ? `\`\`\`text\n${ours.dev}\n\`\`\`` : text(ours.dev),
  ];
}

function basesOf(node: Node, sources: Sources): Node[] {
  return (node.linearizedBaseContracts ?? [])
    .map((id) => sources.byId.get(id))
    .filter((base) => base !== undefined)
    .toReversed();
}

const interfaceOf = (name: string, bases: readonly Node[]): Node | undefined =>
  bases.find((base) => base.name === `I${name}`);

class Page {
  /** The most basic first, the contract itself last. */
  readonly bases: readonly Node[];
  private readonly abi: Interface;
  private readonly used = new Set<string>();
  private readonly name: string;
  private readonly compiled: CompiledContract;
  private readonly sources: Sources;
  private readonly whoMay: WhoMay;

  constructor(
    name: string,
    node: Node,
    compiled: CompiledContract,
    sources: Sources,
    whoMay: WhoMay,
  ) {
    this.name = name;
    this.compiled = compiled;
    this.sources = sources;
    this.whoMay = whoMay;
    this.abi = new Interface(compiled.abi);
    this.bases = basesOf(node, sources);
    this.noteTypes(
      compiled.abi.flatMap(({ inputs, outputs }) => [...(inputs ?? []), ...(outputs ?? [])]),
    );
  }

  /** Functions under the interface that first declared them, in the order of its source. */
  functions(): string[] {
    const left = new Map<string, FunctionFragment>();
    this.abi.forEachFunction((fragment) => left.set(fragment.selector, fragment));
    const constructor = this.compiled.abi.find(({ type }) => type === 'constructor');
    const sections = constructor
      ? ['## Constructor', `\`constructor(${this.params(constructor.inputs)})\``]
      : [];
    const groups = this.bases.map((base) => {
      const lines: string[] = [];
      for (const { functionSelector } of base.nodes ?? []) {
        const fragment = left.get(`0x${functionSelector ?? ''}`);
        if (fragment === undefined) continue;
        left.delete(fragment.selector);
        lines.push(this.functionText(fragment));
      }
      return { name: base.name ?? '', lines };
    });
    // What is ours comes first, the standards it serves after it.
    const ours = (group: string): number =>
      group === `I${this.name}` || group === this.name ? 0 : 1;
    const ordered = groups.toSorted((a, b) => ours(a.name) - ours(b.name));
    for (const { name, lines } of ordered) {
      if (lines.length > 0) sections.push(`## ${name}`, ...lines);
    }
    if (left.size > 0) {
      throw new Error(
        `${this.name}: no source for ${[...left.values()].map((f) => f.name).join(', ')}`,
      );
    }
    return sections;
  }

  /** Events or errors, one line each. */
  list(type: 'event' | 'error', title: string): string[] {
    const lines = this.compiled.abi
      .filter((one) => one.type === type)
      .map((one) => {
        const fragment = this.fragmentOf(one);
        const notice = this.doc(`${type}s`, fragment).notice ?? '';
        return `- \`${one.name}(${this.params(one.inputs)})\`${notice ? `: ${text(notice)}` : ''}`;
      })
      .toSorted();
    return lines.length > 0 ? [`## ${title}`, lines.join('\n')] : [];
  }

  /** Structs and enums that the ABI speaks of, and those they contain. */
  types(): string[] {
    const sections = [...this.used].toSorted().map((name) => {
      const node = this.sources.types.get(name);
      if (node === undefined) throw new Error(`${this.name}: no source for type ${name}`);
      const { notice, dev, params } = natspec(node.documentation?.text);
      const isEnum = node.nodeType === 'EnumDefinition';
      const members = (node.members ?? []).map((member, index) => {
        const said = params.get(member.name ?? '');
        const type = shortType(member.typeDescriptions?.typeString ?? '');
        const head = isEnum ? `${index} \`${member.name}\`` : `\`${type} ${member.name}\``;
        return `- ${head}${said ? `: ${said}` : ''}`;
      });
      return [`### ${isEnum ? 'enum' : 'struct'} ${name}`, notice, text(dev), members.join('\n')]
        .filter((one) => one !== '')
        .join('\n\n');
    });
    return sections.length > 0 ? ['## Types', ...sections] : [];
  }

  private functionText(fragment: FunctionFragment): string {
    const json = this.compiled.abi.find(
      (one) => one.type === 'function' && this.fragmentOf(one).format() === fragment.format(),
    );
    const { notice, details, params, returns } = this.doc('methods', fragment);
    const outputs = this.params(json?.outputs);
    const mutability =
      fragment.stateMutability === 'nonpayable' ? '' : ` ${fragment.stateMutability}`;
    const head = `${fragment.name}(${this.params(json?.inputs)})${mutability}${outputs ? ` → (${outputs})` : ''}`;
    const role =
      this.whoMay(this.name, fragment.selector) ??
      (this.isRestricted(fragment.selector) ? 'a hub **administrator**' : null);
    const who = role === null ? '' : ` · asks for ${role}`;
    const points = [
      ...Object.entries(params ?? {}).map(([name, said]) => `- \`${name}\`: ${text(said)}`),
      ...Object.entries(returns ?? {}).map(([name, said]) =>
        name.startsWith('_') ? `- returns ${text(said)}` : `- returns \`${name}\`: ${text(said)}`,
      ),
    ];
    return [
      `### ${fragment.name}`,
      `\`${head}\`  \n\`${fragment.selector}\`${who}`,
      text(notice),
      text(details),
      points.join('\n'),
    ]
      .filter((one) => one !== '')
      .join('\n\n');
  }

  /** Whether the definition that counts, the most derived one, asks the hub. */
  private isRestricted(selector: string): boolean {
    for (const base of this.bases.toReversed()) {
      const found = base.nodes?.find(
        ({ functionSelector }) => `0x${functionSelector}` === selector,
      );
      if (found === undefined) continue;
      return (
        found.modifiers?.some(({ modifierName: m }) => m.name?.startsWith('restricted')) ?? false
      );
    }
    return false;
  }

  private doc(kind: 'methods' | 'events' | 'errors', fragment: Fragment): Doc {
    const key = fragment.format('sighash');
    const one = (docs: Doc | readonly Doc[] | undefined): Doc =>
      (Array.isArray(docs) ? (docs as readonly Doc[])[0] : (docs as Doc | undefined)) ?? {};
    return {
      ...one(this.compiled.devdoc[kind]?.[key]),
      ...one(this.compiled.userdoc[kind]?.[key]),
    };
  }

  private fragmentOf(json: JsonFragment): Fragment {
    const [fragment] = new Interface([json]).fragments;
    if (fragment === undefined) throw new Error(`${this.name}: ${json.name} is no fragment`);
    return fragment;
  }

  private params(list: JsonFragment['inputs']): string {
    return (list ?? [])
      .map((one) => {
        const { type, internalType, name, indexed } = one as ParamType & { internalType?: string };
        const kind = shortType(internalType ?? type);
        return [kind, indexed ? 'indexed' : '', name].filter(Boolean).join(' ');
      })
      .join(', ');
  }

  private noteTypes(list: readonly unknown[]): void {
    for (const one of list) {
      const { internalType, components } = one as { internalType?: string; components?: unknown[] };
      const match = /^(?:struct|enum) ([\w.]+)/.exec(internalType ?? '');
      if (match?.[1]) this.used.add(match[1]);
      this.noteTypes(components ?? []);
    }
  }
}

/** `struct IOffering.Terms[]` as `Terms[]`, `contract IERC20` as `IERC20`. */
const shortType = (type: string): string =>
  type.replace(/^(?:struct|enum|contract) /, '').replace(/^\w+\./, '');

/** NatSpec in one line, as Markdown. What stands between backticks is code and stays as it is. */
function text(said: string | undefined): string {
  return (said ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\{(?:I?[A-Z]\w*-)?(\w+)\}/g, '`$1`')
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '\\<') : part))
    .join('`');
}

interface Natspec {
  title: string;
  notice: string;
  /** As it stands in the source, line by line. */
  dev: string;
  params: Map<string, string>;
}

/** The tags of a contract, struct or enum as they stand in the source. */
function natspec(said: string | undefined): Natspec {
  const found: Natspec = { title: '', notice: '', dev: '', params: new Map() };
  for (const tag of (said ?? '').split(/^\s*@(?=\w)/m)) {
    const [, word = '', rest = ''] = /^(\w+)\s([^]*)$/.exec(tag.trim()) ?? [];
    const [, field = '', meaning = ''] = /^(\w+)\s+([^]*)$/.exec(rest) ?? [];
    if (word === 'param') found.params.set(field, text(meaning));
    if (word === 'title') found.title = text(rest);
    if (word === 'notice') found.notice = text(rest);
    if (word === 'dev') found.dev = rest.replace(/^ /gm, '').trimEnd();
  }
  return found;
}
