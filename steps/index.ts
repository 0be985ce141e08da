import { defineLab, type Lab } from '../src/lab/lab.ts';
import { postgres } from './01-postgres/chapter.ts';
import { data } from './02-data/chapter.ts';
import { s3 } from './03-s3/chapter.ts';
import { exportChapter } from './04-export/chapter.ts';
import { snowflake } from './05-snowflake/chapter.ts';
import { dbt } from './06-dbt/chapter.ts';
import { marts } from './07-marts/chapter.ts';
import { airflow } from './08-airflow/chapter.ts';
import { powerBi } from './09-power-bi/chapter.ts';
import { lineages } from './lineages.ts';

/** The lab, in its order. */
export const lab: Lab = defineLab(
  [postgres, data, s3, exportChapter, snowflake, dbt, marts, airflow, powerBi],
  lineages,
);
