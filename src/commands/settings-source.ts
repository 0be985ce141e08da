import { join } from 'node:path';
import { lab } from '../../steps/index.ts';
import type { Text } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';
import { PLACED_CHAPTERS, SERVICE_NAMES, type ServiceName, serviceOf } from '../lab/placement.ts';
import type { HostStatus, ServiceState } from '../sandbox/host/protocol.ts';
import type { ServiceSetting, SettingsChange, SettingsSource } from '../ui/settings.ts';
import { type Context, placementFor } from './context.ts';
import { labLog, preferencesPath } from './places.ts';
import { type Preferences, readPreferences, writePreference } from './preferences.ts';
import { validSetting } from './setting-values.ts';
import { UsageError } from './usage.ts';

/** The settings of this sitting, as its screen shows and changes them. */
export function settingsSource(context: Context): SettingsSource {
  const { home, workspace } = context.places;
  return {
    async read() {
      const { sandboxStatus } = await import('../sandbox/host/client.ts');
      const running = await sandboxStatus(home).catch(() => undefined);
      const { preferences } = readPreferences(home);
      return {
        student: preferences.student ?? context.student,
        services: SERVICE_NAMES.map(service => serviceSetting(service, context, running)),
        files: [
          { label: { fr: 'Vos fichiers', en: 'Your files' }, path: workspace },
          { label: { fr: 'Rapport', en: 'Report' }, path: join(workspace, 'rapport') },
          { label: { fr: 'Réglages', en: 'Settings' }, path: preferencesPath(home) },
          { label: { fr: 'Progression', en: 'Progress' }, path: context.journal },
          { label: { fr: 'Journaux', en: 'Logs' }, path: labLog(home) },
        ],
      };
    },

    async change(change) {
      try {
        await apply(change, context);
        return undefined;
      } catch (error) {
        if (error instanceof UsageError || error instanceof LabError) return error.text;
        throw error;
      }
    },
  };
}

async function apply(change: SettingsChange, { places: { home }, options }: Context): Promise<void> {
  if (change.kind === 'student') {
    await writePreference(home, 'student', validSetting('student', change.name));
    return;
  }
  if (options.target !== undefined) throw new LabError(GIVEN);
  const names = PLACED_CHAPTERS.filter(chapter => serviceOf(chapter) === change.service).map(
    chapter => `target.${chapter}` as const,
  );
  const { preferences } = readPreferences(home);
  // A mix that cannot work is refused before anything is written.
  placementFor({ ...preferences, ...Object.fromEntries(names.map(name => [name, change.to])) }, undefined);
  for (const name of names) await writePreference(home, name, change.to);
}

function serviceSetting(
  service: ServiceName,
  { placement, preferences }: Context,
  running: HostStatus | undefined,
): ServiceSetting {
  const target = placement[service];
  return {
    service,
    target,
    chapters: lab.chapters.filter(({ id, optional }) => optional !== true && serviceOf(id) === service),
    state: target === 'sandbox' ? sandboxState(service, running) : cloudState(service, preferences),
  };
}

function sandboxState(service: ServiceName, running: HostStatus | undefined): Text {
  const name = service === 'aws' ? 's3' : service;
  const found = running?.services.find(one => one.name === name);
  if (found === undefined) return STATES.stopped;
  const { state, port } = found;
  if (state !== 'ready') return STATES[state];
  return { fr: `en marche, 127.0.0.1:${port}`, en: `running, 127.0.0.1:${port}` };
}

/** What an account is reached with; whether it answers is for the steps to see. */
function cloudState(service: ServiceName, preferences: Preferences): Text {
  const said = (...values: readonly (string | undefined)[]): Text => {
    const known = values.filter(value => value !== undefined).join(', ');
    return known === '' ? UNKNOWN : { fr: known, en: known };
  };
  switch (service) {
    case 'postgres':
      return said(preferences['postgres.host'], preferences['postgres.user']);
    case 'aws': {
      const account = preferences['aws.account'];
      return said(
        preferences['aws.profile'],
        account === undefined ? undefined : account.replace(/(\d{4})(?=\d)/g, '$1-'),
      );
    }
    case 'snowflake':
      return said(preferences['snowflake.account'], preferences['snowflake.user']);
  }
}

const UNKNOWN: Text = {
  fr: 'pas encore renseigné : shopstream connect',
  en: 'not filled in yet: shopstream connect',
};

const GIVEN: Text = {
  fr: '--target a été donné en ouvrant le TP : il décide de tout, relancez sans lui pour choisir ici.',
  en: '--target was given when the lab was opened: it decides everything, start again without it to choose here.',
};

const STATES: Readonly<Record<ServiceState, Text>> = {
  stopped: {
    fr: 'arrêté ; démarre avec la première étape qui en a besoin',
    en: 'stopped; starts with the first step that needs it',
  },
  starting: { fr: 'démarre', en: 'starting' },
  ready: { fr: 'en marche', en: 'running' },
  stopping: { fr: "s'arrête", en: 'stopping' },
  failed: { fr: 'en échec : shopstream doctor', en: 'failed: shopstream doctor' },
};
