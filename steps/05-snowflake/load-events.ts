import {
  type Check,
  defineStep,
  expectEqual,
  expectThat,
  LabError,
  localDate,
  sqlScript,
} from '../../src/lab/lab.ts';
import { orAbsent, runFirst } from './ask.ts';
import { requireLoaded } from './copied.ts';
import { differenceMessage } from './difference.ts';
import { currentExports } from './exports.ts';
import { loadingWarehouseCheck } from './loading-warehouse.ts';
import {
  checksum,
  measureCopies,
  measureSource,
  postgresMeasureQuery,
  sameMeasure,
  snowflakeMeasureQuery,
} from './measure.ts';
import { DATABASE, STAGE } from './objects.ts';
import { EVENTS_TABLE } from './tables.ts';

const CREATE = sqlScript('snowflake/create-events-table.sql');
const TABLE = `${DATABASE}.RAW.EVENTS`;
const SAMPLE = `SELECT id, event_type, event_ts, device, document FROM ${TABLE} ORDER BY id LIMIT 5`;

function script(date: string): string {
  return `USE WAREHOUSE LOADING_WH;\n\n${CREATE}\n${sqlScript('snowflake/load-events.sql', { date })}`;
}

export const loadEvents = defineStep({
  name: 'load-events',
  title: { fr: 'Charger les événements JSON dans RAW', en: 'Load the JSON events into RAW' },
  handout: '1.8.6',
  needs: ['warehouse', 'postgres'],
  optional: true,
  after: ['snowflake.create-stage', 'snowflake.create-warehouses', 'export.events'],

  async prerequisites({ ports, signal }) {
    const [exports, loadingWarehouse] = await Promise.all([
      currentExports(ports, 'events/', signal),
      loadingWarehouseCheck(ports.warehouse, signal),
    ]);
    return [
      expectThat(
        'exported',
        { fr: 'Le stage montre un export des événements', en: 'The stage shows an export of the events' },
        exports.has('events'),
        {
          expected: 1,
          actual: exports.get('events')?.files ?? 0,
          query: `LIST @${STAGE}/events/;`,
          message: runFirst('export.events'),
        },
      ),
      loadingWarehouse,
    ];
  },

  async execute({ ports, signal, log, progress }) {
    const [source, copies, exports] = await Promise.all([
      measureSource(ports.postgres, [EVENTS_TABLE], signal),
      measureCopies(ports.warehouse, [EVENTS_TABLE], 'RAW', signal),
      currentExports(ports, 'events/', signal),
    ]);
    const expected = source.get('events');
    if (sameMeasure(expected, copies.get('events'))) return;
    const newest = exports.get('events');
    if (newest === undefined)
      throw new LabError(
        { fr: 'S3 ne contient aucun export des événements.', en: 'S3 holds no export of the events.' },
        { advice: runFirst('export.events') },
      );
    const label = { fr: 'RAW.EVENTS : lignes', en: 'RAW.EVENTS: rows' };
    progress(label, 0, expected?.rows);
    log(sqlScript('snowflake/load-events.sql', { date: newest.date }).trim());
    // An absent table is made by the script; one that is there is emptied, with its memory of loaded files.
    await ports.warehouse.execute(`TRUNCATE TABLE IF EXISTS ${TABLE}`, signal);
    const results = await ports.warehouse.script(script(newest.date), signal);
    progress(label, requireLoaded(results.at(-1)), expected?.rows);
  },

  async verify({ ports, signal }) {
    const [source, copies, sample] = await Promise.all([
      measureSource(ports.postgres, [EVENTS_TABLE], signal),
      measureCopies(ports.warehouse, [EVENTS_TABLE], 'RAW', signal),
      orAbsent(ports.warehouse.query(SAMPLE, [], signal)),
    ]);
    const [expected, actual] = [source.get('events'), copies.get('events')];
    const message = {
      fr: 'RAW.EVENTS ne contient pas les mêmes événements que PostgreSQL : relancez cette étape.',
      en: 'RAW.EVENTS does not hold the same events as PostgreSQL: run this step again.',
    };
    const checks: Check[] = [
      expectEqual(
        'events-rows',
        { fr: 'Lignes de RAW.EVENTS', en: 'Rows of RAW.EVENTS' },
        {
          expected: expected?.rows ?? null,
          actual: actual?.rows ?? null,
          query: `SELECT COUNT(*) FROM ${TABLE};`,
          message,
        },
      ),
      expectThat(
        'events-checksum',
        { fr: 'Sommes de contrôle de RAW.EVENTS', en: 'Checksums of RAW.EVENTS' },
        sameMeasure(expected, actual),
        {
          expected: expected === undefined ? null : checksum(expected),
          // Nothing loaded yet counts as not done, not as a wrong sum.
          actual: actual === undefined || actual.rows === 0 ? null : checksum(actual),
          query: `${snowflakeMeasureQuery(EVENTS_TABLE, 'RAW')};\n-- PostgreSQL:\n${postgresMeasureQuery(EVENTS_TABLE)};`,
          message: differenceMessage(EVENTS_TABLE, expected, actual, message),
        },
      ),
    ];
    if (sample === undefined || sample.rows.length === 0) return { checks };
    return {
      checks,
      samples: [
        {
          title: { fr: 'Cinq événements', en: 'Five events' },
          query: SAMPLE,
          columns: sample.columns,
          rows: sample.rows.map(row => sample.columns.map(column => row[column] ?? null)),
        },
      ],
    };
  },

  async undo({ ports, signal }) {
    await orAbsent(ports.warehouse.execute(`DROP TABLE IF EXISTS ${TABLE}`, signal));
  },

  commands() {
    const date = localDate();
    return [
      {
        language: 'sql',
        title: { fr: `Les événements exportés le ${date}`, en: `The events exported on ${date}` },
        code: script(date),
        file: 'sql/snowflake/load-events.sql',
      },
    ];
  },
});
