import { errorCode, LabError } from '../../src/lab/lab.ts';
import { GET_PYTHON } from './python-advice.ts';

/** What a failed installation of a tool's environment means, by the installer's code. */
export function installFailure(error: unknown, tool: 'dbt' | 'Airflow'): unknown {
  switch (errorCode(error)) {
    case 'PYTHON_MISSING':
    case 'PYTHON_UNSUITABLE':
      return new LabError(
        {
          fr: `Aucun Python ne convient à ${tool} (3.10 à 3.13, 64 bits).`,
          en: `No Python suits ${tool} (3.10 to 3.13, 64 bits).`,
        },
        { advice: GET_PYTHON, exitCode: 2, cause: error },
      );
    case 'VENV_FAILED':
      return new LabError(
        {
          fr: 'Python ne peut pas créer d’environnement virtuel.',
          en: 'Python cannot make a virtual environment.',
        },
        {
          advice: {
            fr: 'Sous Debian et Ubuntu : sudo apt install python3-venv, puis relancez la même commande.',
            en: 'On Debian and Ubuntu: sudo apt install python3-venv, then run the same command again.',
          },
          exitCode: 2,
          cause: error,
        },
      );
    case 'DOWNLOAD_FAILED':
      return new LabError(
        {
          fr: `Les paquets ${tool === 'dbt' ? 'de dbt' : 'd’Airflow'} n’ont pas pu être installés.`,
          en: `${tool}’s packages could not be installed.`,
        },
        {
          advice: {
            fr: 'Vérifiez la connexion à Internet ; derrière le proxy d’une école, donnez HTTPS_PROXY. Puis relancez la même commande : l’installation reprend de zéro.',
            en: 'Check the Internet connection; behind a school’s proxy, set HTTPS_PROXY. Then run the same command again: the installation starts afresh.',
          },
          cause: error,
        },
      );
    default:
      return error;
  }
}
