import type { Entry } from '../entry.ts';

/** What Windows and its shells say. */
export const WINDOWS: readonly Entry[] = [
  {
    id: 'PY-04',
    when: [{ text: /does not have Windows Long Path support enabled/ }],
    cause: {
      fr: 'Un chemin dépasse 260 caractères, et Windows n’accepte pas ici les chemins longs.',
      en: 'A path exceeds 260 characters, and Windows does not accept long paths here.',
    },
    fix: {
      fr: 'Dans PowerShell lancé en administrateur : New-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Control\\FileSystem -Name LongPathsEnabled -Value 1 -PropertyType DWORD -Force ; ou travaillez près de la racine (C:\\tp).',
      en: 'In PowerShell run as administrator: New-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Control\\FileSystem -Name LongPathsEnabled -Value 1 -PropertyType DWORD -Force; or work near the root (C:\\lab).',
    },
    remedy: { kind: 'doctor', fix: 'long-paths' },
    samples: [
      'HINT: This error might have occurred since this system does not have Windows Long Path support enabled. You can find information on how to enable this at https://pip.pypa.io/warnings/enable-long-paths',
    ],
  },
  {
    id: 'PY-05',
    when: [
      {
        text: /'?"?([\w.-]+)"?'? is not recognized as (?:an internal or external command|the name of a cmdlet)/,
      },
      { text: /The term '([^']+)' is not recognized/ },
      { codes: ['9009', '009009'] },
      { text: /(?:^|\s)(?:line \d+: |\d+: )?([\w.-]+): (?:command )?not found/m },
    ],
    cause: {
      fr: 'Le terminal ne connaît pas la commande « {1|demandée} » : elle n’est pas installée, ou pas dans le PATH.',
      en: 'The terminal does not know the command "{1|asked for}": it is not installed, or not on the PATH.',
    },
    fix: {
      fr: 'Installez-la et ouvrez un nouveau terminal ; pour dbt, appelez celui de l’environnement par son chemin entier (« {program} validate dbt.install » le montre).',
      en: 'Install it and open a new terminal; for dbt, call the environment’s by its full path ("{program} validate dbt.install" shows it).',
    },
    remedy: { kind: 'doctor', fix: 'programs' },
    samples: [
      "'dbt' is not recognized as an internal or external command,\r\noperable program or batch file.",
      "The term 'aws' is not recognized as the name of a cmdlet, function, script file, or operable program.",
      'bash: line 1: dbt: command not found',
      '/bin/sh: 1: dbt: not found',
    ],
  },
  {
    id: 'PY-06',
    when: [
      { text: /'?"?([\w.-]+)"?'? n.est pas reconnu (?:en tant que commande interne|comme nom d.applet)/ },
      { text: /Le terme «\s*([^»]+?)\s*» n.est pas reconnu/ },
      { text: /([\w.-]+) ?: commande introuvable/ },
    ],
    cause: {
      fr: 'Le terminal ne connaît pas la commande « {1|demandée} » : elle n’est pas installée, ou pas dans le PATH.',
      en: 'The terminal does not know the command "{1|asked for}": it is not installed, or not on the PATH.',
    },
    fix: {
      fr: 'Installez-la et ouvrez un nouveau terminal ; pour dbt, appelez celui de l’environnement par son chemin entier (« {program} validate dbt.install » le montre).',
      en: 'Install it and open a new terminal; for dbt, call the environment’s by its full path ("{program} validate dbt.install" shows it).',
    },
    remedy: { kind: 'doctor', fix: 'programs' },
    samples: [
      "'dbt' n'est pas reconnu en tant que commande interne\r\nou externe, un programme exécutable ou un fichier de commandes.",
      "'dbt' n�est pas reconnu en tant que commande interne",
      'Le terme «aws» n’est pas reconnu comme nom d’applet de commande, fonction, fichier de script ou programme exécutable.',
      'bash: dbt : commande introuvable',
    ],
  },
  {
    id: 'PY-07',
    when: [
      {
        text: /running scripts is disabled on this system|l.exécution de scripts est désactivée sur ce système/,
      },
    ],
    cause: {
      fr: 'PowerShell n’a pas le droit d’exécuter de scripts : Activate.ps1 est bloqué.',
      en: 'PowerShell may not run scripts: Activate.ps1 is blocked.',
    },
    fix: {
      fr: 'Permettez les vôtres, dans PowerShell : Set-ExecutionPolicy -Scope CurrentUser RemoteSigned ; ou n’activez rien et appelez .venv\\Scripts\\python.exe.',
      en: 'Allow your own, in PowerShell: Set-ExecutionPolicy -Scope CurrentUser RemoteSigned; or activate nothing and call .venv\\Scripts\\python.exe.',
    },
    samples: [
      'File C:\\tp\\.venv\\Scripts\\Activate.ps1 cannot be loaded because running scripts is disabled on this system.',
      'Impossible de charger le fichier C:\\tp\\.venv\\Scripts\\Activate.ps1, car l’exécution de scripts est désactivée sur ce système.',
    ],
  },
  {
    id: 'PY-08',
    when: [
      {
        text: /Python was not found; run without arguments to install from the Microsoft Store|Python est introuvable(?: ;|\.)? exécut/,
      },
    ],
    cause: {
      fr: 'Python n’est pas installé : c’est le raccourci du Microsoft Store qui répond.',
      en: 'Python is not installed: it is the Microsoft Store’s shortcut that answers.',
    },
    fix: {
      fr: 'Installez-le : « winget install Python.Python.3.12 », puis éteignez le raccourci (Paramètres, « Alias d’exécution d’application », python.exe).',
      en: 'Install it: "winget install Python.Python.3.12", then turn the shortcut off (Settings, "App execution aliases", python.exe).',
    },
    exitCode: 2,
    samples: [
      'Python was not found; run without arguments to install from the Microsoft Store, or disable this shortcut from Settings > Apps > Advanced app settings > App execution aliases.',
    ],
  },
];
