import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonFragment } from 'ethers';

/** The folder of the workspace. */
export const HERE = dirname(dirname(fileURLToPath(import.meta.url)));

/** What one call, event or error is documented with, as solc gathers it from NatSpec. */
export interface Doc {
  readonly notice?: string;
  readonly details?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly returns?: Readonly<Record<string, string>>;
}

type Docs = Readonly<Record<string, Doc | readonly Doc[]>>;

export interface CompiledContract {
  readonly abi: readonly JsonFragment[];
  readonly devdoc: {
    readonly title?: string;
    readonly details?: string;
    readonly methods?: Docs;
    readonly events?: Docs;
    readonly errors?: Docs;
  };
  readonly userdoc: {
    readonly notice?: string;
    readonly methods?: Docs;
    readonly events?: Docs;
    readonly errors?: Docs;
  };
}

/** The parts of solc's syntax tree that are read here. */
export interface Node {
  readonly id: number;
  readonly nodeType: string;
  readonly name?: string;
  readonly canonicalName?: string;
  readonly contractKind?: string;
  readonly abstract?: boolean;
  readonly linearizedBaseContracts?: readonly number[];
  readonly nodes?: readonly Node[];
  readonly members?: readonly Node[];
  readonly modifiers?: readonly { readonly modifierName: { readonly name?: string } }[];
  readonly documentation?: { readonly text?: string };
  /** Of a function or variable: `external`, `public`, `internal`, `private`. */
  readonly visibility?: string;
  /** Of a function: `function`, `constructor`, `fallback`, `receive`. */
  readonly kind?: string;
  readonly functionSelector?: string;
  readonly eventSelector?: string;
  readonly errorSelector?: string;
  readonly typeDescriptions?: { readonly typeString?: string };
}

export interface Sources {
  /** Every contract that can be deployed, by name, with its file. */
  readonly contracts: ReadonlyMap<
    string,
    { readonly file: string; readonly node: Node; readonly compiled: CompiledContract }
  >;
  readonly byId: ReadonlyMap<number, Node>;
  /** The files of ours and what stands in each at its top. */
  readonly own: ReadonlyMap<string, readonly Node[]>;
  /** What the compiler warns of in them, in its words; of libraries it is not ours to mend. */
  readonly warnings: readonly string[];
  /** Structs and enums by the name under which the ABI calls them. */
  readonly types: ReadonlyMap<string, Node>;
}

interface Solc {
  compile(
    input: string,
    callbacks: { import: (path: string) => { contents: string } | { error: string } },
  ): string;
}

interface Output {
  readonly errors?: readonly {
    readonly severity: string;
    readonly formattedMessage: string;
    readonly sourceLocation?: { readonly file: string };
  }[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
  readonly sources: Readonly<Record<string, { readonly ast: Node }>>;
}

/**
 * Reads every contract with its documentation straight from the sources: the compiler analyses and makes no code,
 * which takes seconds and needs neither network nor an earlier build. @throws Error with the compiler's words
 */
export function readSources(): Sources {
  const require = createRequire(import.meta.url);
  const solc = require('solc') as Solc;
  const files = globSync('contracts/**/*.sol', { cwd: HERE }).toSorted();
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      files.map((file) => [file, { content: readFileSync(join(HERE, file), 'utf8') }]),
    ),
    settings: {
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['abi', 'devdoc', 'userdoc'], '': ['ast'] } },
    },
  };
  const answer = solc.compile(JSON.stringify(input), {
    import: (path) => {
      try {
        return { contents: readFileSync(require.resolve(path), 'utf8') };
      } catch {
        return { error: `${path} is not installed` };
      }
    },
  });
  const output = JSON.parse(answer) as Output;
  const broken = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  if (broken.length > 0) {
    throw new Error(broken.map(({ formattedMessage }) => formattedMessage).join('\n'));
  }
  return gather(output, files);
}

/** Parts of a contract that are called at addresses of their own: the feeds of the committee. */
const FACES: readonly string[] = ['ReportFeed', 'ReserveFeed'];

function gather(output: Output, files: readonly string[]): Sources {
  const contracts = new Map<string, { file: string; node: Node; compiled: CompiledContract }>();
  const byId = new Map<number, Node>();
  const types = new Map<string, Node>();
  for (const [file, { ast }] of Object.entries(output.sources)) {
    for (const node of ast.nodes ?? []) {
      byId.set(node.id, node);
      for (const one of [node, ...(node.nodes ?? [])]) {
        if (/^(Struct|Enum)Definition$/.test(one.nodeType) && one.canonicalName) {
          types.set(one.canonicalName, one);
        }
      }
      const called = node.abstract !== true || FACES.includes(node.name ?? '');
      const deployable = node.contractKind === 'contract' && called;
      const compiled = output.contracts[file]?.[node.name ?? ''];
      if (deployable && node.name && compiled && files.includes(file)) {
        contracts.set(node.name, { file, node, compiled });
      }
    }
  }
  const own = new Map(files.map((file) => [file, output.sources[file]?.ast.nodes ?? []]));
  const warnings = (output.errors ?? [])
    .filter(({ sourceLocation }) => own.has(sourceLocation?.file ?? ''))
    .map(({ formattedMessage }) => formattedMessage.trim());
  return { contracts, byId, own, warnings, types };
}
