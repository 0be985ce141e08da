import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabSettings } from '../src/lab/settings.ts';
import type { ShellKind } from '../src/lab/shells.ts';
import { lab } from './index.ts';

function settingsFor(shell: ShellKind, cloud: boolean): LabSettings {
  const target = cloud ? 'cloud' : 'sandbox';
  return {
    target,
    placement: { postgres: 'sandbox', aws: target, snowflake: target },
    student: 'ines',
    bucket: 'shopstream-datalake-ines',
    region: 'eu-west-3',
    lang: 'fr',
    workspace: 'C:\\Users\\Inès\\ShopStreamTP',
    scale: undefined,
    seed: undefined,
    lineage: 'lineage',
    userPolicy: cloud ? 'least' : 'full',
    shell,
  };
}

/** The commands of every step that are typed into a terminal. */
function typed(shell: ShellKind, cloud: boolean): readonly (readonly [string, string])[] {
  const settings = settingsFor(shell, cloud);
  return lab.steps.flatMap(step =>
    step.definition
      .commands(settings)
      .filter(({ language }) => language === 'shell')
      .map(({ code }) => [step.id, code] as const),
  );
}

test('PowerShell and cmd get commands of their own: no substitution, export or quoting of a POSIX shell', () => {
  for (const cloud of [false, true]) {
    for (const [id, code] of typed('powershell', cloud)) {
      assert.doesNotMatch(
        code,
        /\$\([a-z]|^export |^[A-Z_]+=|'\\''|\\$|^mkdir -p/m,
        `${id} in PowerShell: ${code}`,
      );
      // PowerShell 5 hands such an argument to a program without its quotation marks.
      assert.doesNotMatch(code, /^aws .*'\{/m, `${id} in PowerShell: ${code}`);
    }
    for (const [id, code] of typed('cmd', cloud)) {
      assert.doesNotMatch(
        code,
        /\$\(|\$[A-Z]|^export |^[A-Z_]+=|'\{|\\$|^mkdir -p/m,
        `${id} in cmd: ${code}`,
      );
    }
  }
});

test('a policy reaches the AWS CLI whole: in an argument, or on Windows through a file', () => {
  const commandsOf = (shell: ShellKind) =>
    typed(shell, true).filter(([id]) => id === 'snowflake.create-storage-integration');
  for (const shell of ['powershell', 'cmd'] as const) {
    const code = commandsOf(shell)
      .map(([, text]) => text)
      .join('\n');
    assert.match(code, /confiance\.json/);
    assert.match(code, /--policy-document file:\/\/droits\.json/);
    assert.match(
      code,
      shell === 'cmd' ? /%STORAGE_AWS_IAM_USER_ARN%/ : /' \+ \$STORAGE_AWS_IAM_USER_ARN \+ '/,
    );
  }
  const sh = commandsOf('sh')
    .map(([, text]) => text)
    .join('\n');
  assert.match(sh, /"AWS":"'"\$STORAGE_AWS_IAM_USER_ARN"'"/);
});
