import { aclArguments, aclsOf } from './acls.ts'

const quoted = (word: string) => (/^[\w.-]+$/.test(word) ? word : `"${word}"`)

/** deploy/secured/acls.sh. */
export function aclScript(): string {
  const commands = aclsOf('$application').map(acl => {
    const words = aclArguments(acl, 'User:$user').map(quoted).join(' ').replaceAll(' --', ' \\\n  --')
    return `# ${acl.why}\nacls ${words}\n`
  })
  return [
    '#!/bin/sh',
    '# acls.sh <bootstrap servers> <command config> [user] [application]: what the cabinet is allowed (docs/production.md).',
    '# Written from deploy/acls.ts: node deploy/writeAcls.ts',
    'set -eu',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'servers=$1 config=$2 user=${3:-cabinet} application=${4:-cabinet}',
    'acls() { kafka-acls.sh --bootstrap-server "$servers" --command-config "$config" "$@" >/dev/null; }',
    '',
    ...commands,
  ].join('\n')
}
