import { type Text, text } from '../../src/i18n/text.ts';
import { type Check, expectThat } from '../../src/lab/lab.ts';
import type { PythonSearch } from '../../src/ports/dbt.ts';

/** How to get a Python that carries dbt, on each system. */
export const GET_PYTHON: Text = {
  fr: [
    'Installez Python 3.13, puis relancez la même commande :',
    '- Windows : winget install Python.Python.3.13 (ou python.org, en cochant « Add python.exe to PATH ») ;',
    '- macOS : brew install python@3.13 (ou python.org) ;',
    '- Debian, Ubuntu : sudo apt install python3 python3-venv ; Fedora : sudo dnf install python3.13.',
  ].join('\n'),
  en: [
    'Install Python 3.13, then run the same command again:',
    '- Windows: winget install Python.Python.3.13 (or python.org, ticking "Add python.exe to PATH");',
    '- macOS: brew install python@3.13 (or python.org);',
    '- Debian, Ubuntu: sudo apt install python3 python3-venv; Fedora: sudo dnf install python3.13.',
  ].join('\n'),
};

/** The prerequisite of a tool that wants a Python; without one, the command's exit code is 2. */
export function pythonCheck(search: PythonSearch, tool: 'dbt' | 'Airflow'): Check {
  const check = expectThat(
    'python',
    { fr: 'Python 3.10 à 3.13', en: 'Python 3.10 to 3.13' },
    search.kind === 'found',
    {
      expected: '3.10 – 3.13',
      actual: search.kind === 'missing' ? null : search.version,
      query: 'python3 --version',
      message: pythonMessage(search, tool),
    },
  );
  return { ...check, requirement: true };
}

/** What a search for Python found, in words; the advice follows it. */
function pythonMessage(search: PythonSearch, tool: 'dbt' | 'Airflow'): Text {
  return text(lang => `${finding(search, tool)[lang]}\n${GET_PYTHON[lang]}`);
}

function finding(search: PythonSearch, tool: string): Text {
  switch (search.kind) {
    case 'found':
      return { fr: `Python ${search.version} convient.`, en: `Python ${search.version} suits.` };
    case 'missing':
      return {
        fr: `Aucun Python sur cette machine (le raccourci du Microsoft Store n’en est pas un). ${tool} demande Python 3.10 à 3.13.`,
        en: `There is no Python on this machine (the Microsoft Store’s shortcut is not one). ${tool} needs Python 3.10 to 3.13.`,
      };
    case 'unsuitable':
      return {
        fr: `${search.path} est Python ${search.version} ; ${tool} demande Python 3.10 à 3.13, en 64 bits.`,
        en: `${search.path} is Python ${search.version}; ${tool} needs Python 3.10 to 3.13, 64 bits.`,
      };
  }
}
