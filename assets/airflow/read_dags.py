"""Tells as JSON what Airflow makes of the files of a DAG folder: python read_dags.py FOLDER"""

import json
import os
import sys

# Airflow logs to standard output, which is the answer's.
answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

from airflow.dag_processing.dagbag import DagBag  # noqa: E402


def task(operator):
    return {
        "id": operator.task_id,
        "upstream": sorted(operator.upstream_task_ids),
        "retries": operator.retries,
        "mapped": type(operator).__name__ in ("MappedOperator", "DecoratedMappedOperator"),
    }


bag = DagBag(dag_folder=sys.argv[1])
json.dump(
    {
        "errors": {os.path.basename(path): error for path, error in bag.import_errors.items()},
        "dags": [
            {
                "id": dag.dag_id,
                "tasks": [task(operator) for operator in dag.tasks],
                "catchup": bool(dag.catchup),
                "maxActiveRuns": dag.max_active_runs,
            }
            for dag in bag.dags.values()
        ],
    },
    answer,
)
answer.flush()
