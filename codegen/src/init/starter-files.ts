/** The files that `init` writes: a config and a small spec that shows each way to extend SSH. */

export interface StarterFile {
  /** Relative to the folder of the project. */
  readonly file: string;
  readonly text: string;
}

/** `name` is a word of lower-case letters and digits. */
export function starterFiles(name: string): readonly StarterFile[] {
  const vendor = `${name}.example`;
  const prefix = name.charAt(0).toUpperCase() + name.slice(1);
  return [
    { file: 'wire/nacre.yaml', text: config(name) },
    { file: `wire/${name}.yaml`, text: spec(name, vendor, prefix) },
  ];
}

function config(name: string): string {
  return `# Which spec file becomes which generated file. Paths of spec files are relative to this file, folders to the one above.
config: 0
outputs:
  - { spec: ${name}.yaml, package: ${name}, file: ${name}.ts }
emit:
  packages: src/generated
  # docs: docs/wire                        # a Markdown reference
  # fuzz: test/generated                   # arbitraries and tests: npm install --save-dev fast-check vitest
  # module: ../../src/generated/index.js   # where these import the code from
`;
}

function spec(name: string, vendor: string, prefix: string): string {
  return `${additions(name, vendor, prefix)}
${declarations(prefix)}`;
}

/** What the file uses, the members that it adds, and its message. */
function additions(name: string, vendor: string, prefix: string): string {
  return `# yaml-language-server: $schema=../node_modules/@nacre/spec/schema/wire.schema.json
# The extensions of ${prefix}: two requests, an SFTP extension and a message of its own.
wire: 0
namespace: ${name}

# Names of these files can be used here, and their limits are inherited.
use:
  - '@nacre/spec/registries/spaces.yaml'
  - '@nacre/spec/connection/connection.yaml'
  - '@nacre/spec/sftp/extensions.yaml'
refs: { ${name}: 'https://${vendor}/protocol' }

extend:
  # CHANNEL_REQUEST with this name. Names of your own end in @ and a domain that you own.
  - union: ChannelRequestBody
    cases:
      colour@${vendor}: { body: ${prefix}Colour }
  # GLOBAL_REQUEST, with what the other side answers.
  - union: GlobalRequestBody
    cases:
      reload@${vendor}: { body: ${prefix}Reload, reply: ${prefix}ReloadReply }
  # An SFTP extension: SSH_FXP_EXTENDED, answered by SSH_FXP_EXTENDED_REPLY.
  - union: SftpExtendedRequest
    cases:
      checksum@${vendor}: { body: ${prefix}Checksum, reply: ${prefix}ChecksumReply }

# A message of your own: numbers 194 to 255 are free for private use.
messages:
  ${prefix}Notice:
    space: ssh
    number: 200
    dir: both
    ref: ${name}#4
    fields:
      - severity: ${prefix}Severity
      - text: { type: utf8, max: 1000 }
`;
}

/** What these consist of. */
function declarations(prefix: string): string {
  return `enums:
  ${prefix}Severity: { base: u8, open: true, values: { info: 1, warning: 2 } }

structs:
  ${prefix}Colour:
    doc: Colours the prompt of a session.
    fields:
      - red: u8
      - green: u8
      - blue: u8
  ${prefix}Reload:
    fields:
      - force: bool
      - reason: { type: utf8, max: 200, if: force } # there only when 'force' is true
  ${prefix}ReloadReply:
    fields:
      - seconds: u32
  ${prefix}Checksum:
    fields:
      - handle: { type: bytes, max: 256 }
      - algorithm: name
      - offset: u64
      - length: u64
  ${prefix}ChecksumReply:
    fields:
      - digest: { type: bytes, max: 64 }
`;
}
