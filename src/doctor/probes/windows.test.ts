// What Windows says, in English and in French, judged on any system. The samples keep the programs' own spacing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNetstat, parseTasklist } from '../look/listeners.ts';
import { decodeConsole } from '../look/program.ts';
import {
  codePageIn,
  isNetworkDrive,
  judgeCodePage,
  judgeControlledAccess,
  judgeElevation,
  judgeExecutionPolicy,
  judgePathLength,
  judgeVcRuntime,
  parseRegistry,
} from './windows.ts';
import { judgeWslOnWindows, parseDistributions } from './wsl.ts';

const status = (judgements: readonly { readonly status: string }[]) => judgements.map(found => found.status);

const VC_KEY = `
HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\VisualStudio\\14.0\\VC\\Runtimes\\x64
    Installed    REG_DWORD    0x1
    Major    REG_DWORD    0xe
    Minor    REG_DWORD    0x26
    Bld    REG_DWORD    0x816f
    Rbld    REG_DWORD    0x0
    Version    REG_SZ    v14.38.33135.00
`;

test('the Visual C++ runtime: there, absent, too old', () => {
  assert.equal(parseRegistry(VC_KEY).get('Version'), 'v14.38.33135.00');
  assert.deepEqual(status(judgeVcRuntime(VC_KEY, true)), ['ok']);
  // `reg query` of an absent key, on a French Windows.
  const absent = 'ERREUR : le système n’a pas trouvé la clé ou la valeur de Registre spécifiée.\r\n';
  const [missing] = judgeVcRuntime(absent, false);
  assert.equal(missing?.status, 'problem');
  assert.match(missing?.cause?.fr ?? '', /VCRUNTIME140\.dll manque/);
  const [old] = judgeVcRuntime(VC_KEY.replace('14.38', '14.16'), true);
  assert.match(old?.cause?.en ?? '', /too old.*0xC0000005/);
  // A copied DLL without an installer is enough.
  assert.deepEqual(status(judgeVcRuntime(absent, true)), ['ok']);
});

test('an elevated shell is known by its level, in any language', () => {
  const high = '"Étiquette obligatoire\\Niveau obligatoire élevé","Nom","S-1-16-12288",""\r\n';
  const medium = '"Mandatory Label\\Medium Mandatory Level","Label","S-1-16-8192",""\r\n';
  assert.deepEqual(status(judgeElevation(high)), ['warning']);
  assert.deepEqual(status(judgeElevation(medium)), ['ok']);
});

test('the code page, in French with the bytes of an old console', () => {
  assert.equal(codePageIn('Active code page: 65001\r\n'), 65_001);
  // "Page de codes active : 850" with a no-break space of code page 850.
  const french = decodeConsole(
    Buffer.from([...Buffer.from('Page de codes active'), 0xff, ...Buffer.from(': 850\r\n')]),
  );
  assert.equal(codePageIn(french), 850);
  assert.equal(codePageIn('Aktive Codepage: 1252.\r\n'), 1252);
  assert.deepEqual(status(judgeCodePage('Page de codes active : 65001\r\n')), ['ok']);
  assert.deepEqual(status(judgeCodePage(french)), ['warning']);
});

test('the execution policy: the strongest key wins, none means Restricted', () => {
  const key = (policy: string) =>
    `\r\nHKEY_CURRENT_USER\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell\r\n    ExecutionPolicy    REG_SZ    ${policy}\r\n\r\n`;
  const none = 'ERROR: The system was unable to find the specified registry key or value.\r\n';
  assert.deepEqual(status(judgeExecutionPolicy([none, none, none])), ['warning']);
  assert.deepEqual(status(judgeExecutionPolicy([none, key('RemoteSigned'), key('Restricted')])), ['ok']);
  assert.deepEqual(status(judgeExecutionPolicy([key('AllSigned'), key('Bypass'), none])), ['warning']);
});

test('paths beyond 260 characters', () => {
  const short = {
    tools: 'C:\\Users\\Élève\\AppData\\Local\\ShopStreamLab\\tools',
    workspace: 'C:\\Users\\Élève\\ShopStreamTP',
  };
  assert.deepEqual(status(judgePathLength({ ...short, longPaths: false })), ['ok']);
  const long = {
    ...short,
    workspace: `C:\\Users\\Élève\\${'Master 2 Informatique décisionnelle\\'.repeat(5)}`,
  };
  assert.deepEqual(status(judgePathLength({ ...long, longPaths: false })), ['problem']);
  assert.deepEqual(status(judgePathLength({ ...long, longPaths: true })), ['ok']);
});

test('controlled folder access matters for Documents and the Desktop', () => {
  const preference = 'EnableControlledFolderAccess                  : 1\r\nEnableNetworkProtection : 0\r\n';
  const registry =
    'HKEY_LOCAL_MACHINE\\…\\Controlled Folder Access\r\n    EnableControlledFolderAccess    REG_DWORD    0x1\r\n';
  const documents = ['C:\\Users\\Ines\\Documents\\TP'];
  for (const answer of [preference, registry])
    assert.deepEqual(status(judgeControlledAccess(answer, documents)), ['problem']);
  assert.deepEqual(status(judgeControlledAccess(registry, ['C:\\TP'])), ['ok']);
  // 2 only watches.
  assert.deepEqual(status(judgeControlledAccess(preference.replace(': 1', ': 2'), documents)), ['ok']);
  assert.deepEqual(status(judgeControlledAccess('', documents)), ['ok']);
});

test('drives of fsutil', () => {
  assert.equal(isNetworkDrive('C: - Fixed Drive\r\n'), false);
  assert.equal(isNetworkDrive('C: - Lecteur fixe\r\n'), false);
  assert.equal(isNetworkDrive('H: - Remote/Network Drive\r\n'), true);
  assert.equal(
    isNetworkDrive(decodeConsole(Buffer.from('H: - Lecteur distant/r\x82seau\r\n', 'latin1'))),
    true,
  );
});

const NETSTAT_FR = `
Connexions actives

  Proto  Adresse locale         Adresse distante       \u00c9tat
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1184
  TCP    0.0.0.0:5432           0.0.0.0:0              LISTENING       5312
  TCP    127.0.0.1:5432         127.0.0.1:50123        ESTABLISHED     5312
  TCP    [::]:8080              [::]:0                 ABHÖREN         944
  UDP    0.0.0.0:5353           *:*                                    2212
`;

test('who listens, whatever the language of netstat', () => {
  assert.deepEqual(
    [...parseNetstat(NETSTAT_FR)],
    [
      [135, 1184],
      [5432, 5312],
      [8080, 944],
    ],
  );
  const tasks =
    '"System Idle Process","0","Services","0","8 Ko"\r\n"postgres.exe","5312","Services","0","23 456 Ko"\r\n';
  assert.equal(parseTasklist(tasks).get(5312), 'postgres.exe');
});

test('WSL lists its distributions in UTF-16', () => {
  const french =
    '  NOM                   STATE           VERSION\r\n* Ubuntu-24.04          Running         2\r\n  Debian ancienne       Stopped         1\r\n';
  const bytes = Buffer.from(french, 'utf16le');
  assert.deepEqual(parseDistributions(decodeConsole(bytes)), [
    { name: 'Ubuntu-24.04', version: 2 },
    { name: 'Debian ancienne', version: 1 },
  ]);
  const withMark = Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]);
  assert.equal(parseDistributions(decodeConsole(withMark)).length, 2);
  const absent = Buffer.from(
    'Le Sous-système Windows pour Linux n’a aucune distribution installée.\r\n',
    'utf16le',
  );
  assert.deepEqual(parseDistributions(decodeConsole(absent)), []);
  assert.match(judgeWslOnWindows([])[0]?.title.fr ?? '', /WSL 2 absent/);
});
