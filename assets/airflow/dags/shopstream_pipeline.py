"""Le pipeline de ShopStream, orchestré par Airflow 3.

    business_day -> export (x6) -> copy_into (x5) -> check_rows (x5) -> dbt_run -> dbt_test -> publish

Chaque fonction décorée par @task est une tâche. « expand » en fait plusieurs exemplaires (mapped tasks), une par table.
Aucun mot de passe ici : Airflow reçoit ses connexions de l'environnement (AIRFLOW_CONN_SHOPSTREAM_POSTGRES, ..._S3,
..._SNOWFLAKE) et ses réglages aussi (AIRFLOW_VAR_SHOPSTREAM_BUCKET, ...). « shopstream airflow » les donne tous.
"""

import os
import re
import shlex
import tempfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from airflow.sdk import Variable, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

# Les colonnes de chaque table, dans l'ordre du fichier exporté.
COLUMNS = {
    "users": "id, email, first_name, last_name, country, plan_type, created_at",
    "products": "id, merchant_id, name, description, category, price, cost, stock_quantity, created_at",
    "orders": "id, user_id, created_at, total_amount, status, country, payment_method",
    "order_items": "id, order_id, product_id, quantity, unit_price",
    "crm_contacts": "id, user_id, email, first_name, last_name, company, phone, source, status, created_at, last_contact_at",
    "events": "id, user_id, session_id, event_type, event_ts, product_id, device, payload",
}

# Les tables chargées dans STAGING ; events reste dans le data lake (son chargement est une étape facultative du TP).
LOADED = ["users", "products", "orders", "order_items", "crm_contacts"]

DATABASE = "SHOPSTREAM_DWH"
MARTS = ["mart_sales_overview", "mart_product_performance", "mart_customer_ltv"]


def postgres():
    # Les fournisseurs se chargent dans les tâches, pas à la lecture du fichier : Airflow le relit sans cesse.
    from airflow.providers.postgres.hooks.postgres import PostgresHook

    return PostgresHook("shopstream_postgres")


def snowflake(warehouse):
    from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook
    from snowflake.connector.errors import DatabaseError, OperationalError

    class LabSnowflakeHook(SnowflakeHook):
        """SnowflakeHook transmet host et port, mais pas protocol : le bac à sable répond en http."""

        def _get_conn_params(self):
            protocol = self.get_connection(self.get_conn_id()).extra_dejson.get("protocol")
            return super()._get_conn_params() | ({"protocol": protocol} if protocol else {})

        def get_conn(self):
            try:
                return super().get_conn()
            except DatabaseError as error:
                if isinstance(error, OperationalError):
                    raise  # Le service ne répond pas : une nouvelle tentative peut réussir.
                # Un mot de passe refusé le sera encore, et au cinquième refus Snowflake verrouille l'utilisateur.
                raise AirflowFailException(f"Connexion à Snowflake refusée : {error}") from error

    return LabSnowflakeHook("shopstream_snowflake", warehouse=warehouse, database=DATABASE)


def copy_statement(table):
    """Le COPY de PostgreSQL : toujours les mêmes octets pour la même table, car l'ordre des lignes est fixé."""
    if table == "events":
        rows = f"SELECT row_to_json(e) FROM (SELECT {COLUMNS[table]} FROM events) AS e ORDER BY e.id"
        options = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"
    else:
        rows = f"SELECT {COLUMNS[table]} FROM {table} ORDER BY id"
        options = "FORMAT csv, HEADER"
    return f"COPY ({rows}) TO STDOUT WITH ({options})"


def object_key(table, day):
    compact = day.replace("-", "")
    if table == "events":
        return f"raw/events/{day}/events_{compact}.json"
    return f"raw/postgres/{table}/{day}/{table}_{compact}.csv"


def count_rows(hook, table):
    return int(hook.get_first(f"SELECT count(*) FROM {table}")[0])


@dag(
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    # Pas de rattrapage : à l'activation, Airflow ne rejoue pas tous les jours écoulés depuis start_date.
    catchup=False,
    # TRUNCATE puis COPY : deux exécutions en même temps se marcheraient dessus.
    max_active_runs=1,
    default_args={"owner": "shopstream", "retries": 2, "retry_delay": timedelta(seconds=15)},
    tags=["shopstream"],
    doc_md=__doc__,
)
def shopstream_pipeline():
    @task
    def business_day():
        """La date de l'export : le jour simulé par « shopstream next-day », sinon la date logique de l'exécution."""
        comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        # Une seule connexion à Snowflake, avant que cinq tâches n'en ouvrent chacune une.
        snowflake("LOADING_WH").get_first("SELECT CURRENT_USER()")
        simulated = re.search(r"\[shopstream-lab [^\]]*\bdays=(\d+)", postgres().get_first(comment)[0] or "")
        if simulated:
            return (date(2026, 1, 1) + timedelta(days=int(simulated[1]) - 1)).isoformat()
        # Une exécution lancée à la main peut ne pas avoir de date logique.
        logical = get_current_context().get("logical_date")
        return (logical.date() if logical else date.today()).isoformat()

    @task(map_index_template="{{ task.op_kwargs['table'] }}")
    def export(table, day):
        """PostgreSQL -> S3 : un fichier par table, dans le dossier du jour."""
        from airflow.providers.amazon.aws.hooks.s3 import S3Hook

        content_type = "application/x-ndjson" if table == "events" else "text/csv"
        key = object_key(table, day)
        s3 = S3Hook("shopstream_s3", extra_args={"ContentType": content_type})
        bucket = Variable.get("shopstream_bucket")
        # Les parties d'un grand export du même jour seraient chargées en plus : chaque ligne existerait deux fois.
        parts = s3.list_keys(bucket, prefix=f"{key.rpartition('.')[0]}_part") or []
        if parts:
            s3.delete_objects(bucket, [f"raw/manifests/{table}/{day}.json", *parts])
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, table)
            postgres().copy_expert(copy_statement(table), path)
            s3.load_file(path, key, bucket_name=bucket, replace=True)
        return {"table": table, "key": key, "rows": count_rows(postgres(), table)}

    @task(map_index_template="{{ task.op_kwargs['table'] }}")
    def copy_into(table, day):
        """S3 -> STAGING : la table est vidée, puis reçoit les fichiers du jour, et eux seuls."""
        target = f"{DATABASE}.STAGING.STG_{table.upper()}"
        _, files = snowflake("LOADING_WH").run(
            [
                # TRUNCATE efface aussi la mémoire des fichiers déjà chargés ; DELETE ne le fait pas.
                f"TRUNCATE TABLE {target}",
                f"COPY INTO {target} FROM @{DATABASE}.RAW.s3_raw_stage/postgres/{table}/{day}/ ON_ERROR = ABORT_STATEMENT",
            ],
            handler=lambda cursor: cursor.fetchall(),
        )
        # Snowflake répond une ligne par fichier : nom, statut, lignes lues, lignes chargées…
        loaded = [int(file[3]) for file in files if len(file) > 3]
        if not loaded:
            raise AirflowException(f"COPY n'a rien chargé : {files}")
        return {"table": table, "files": len(loaded), "rows": sum(loaded)}

    @task(map_index_template="{{ task.op_kwargs['copied']['table'] }}")
    def check_rows(copied):
        """Le contrôle : STAGING doit avoir autant de lignes que PostgreSQL, sinon dbt ne part pas."""
        table = copied["table"]
        source = count_rows(postgres(), table)
        staging = count_rows(snowflake("LOADING_WH"), f"{DATABASE}.STAGING.STG_{table.upper()}")
        print(f"{table} : {source} lignes dans PostgreSQL, {staging} dans STAGING")
        if staging != source:
            raise AirflowException(f"{table} : {source} lignes dans PostgreSQL, mais {staging} dans STAGING")
        return {"table": table, "postgres": source, "staging": staging}

    def dbt(arguments):
        # dbt a son propre environnement : installé dans celui d'Airflow, leurs dépendances se gêneraient.
        program, project, profiles = (
            shlex.quote(Variable.get(f"shopstream_{name}")) for name in ("dbt", "dbt_project", "dbt_profiles")
        )
        return f"cd {project} && DBT_PROFILES_DIR={profiles} {program} --no-use-colors {arguments}"

    @task.bash(append_env=True)
    def dbt_run():
        return dbt("run")

    @task.bash(append_env=True)
    def dbt_test():
        return dbt("test")

    @task
    def publish():
        """Les vues du schéma MARTS, que lisent les analystes et Power BI, et leurs lignes."""
        hook = snowflake("TRANSFORM_WH")
        hook.run((Path(__file__).parent / "publish_marts.sql").read_text(encoding="utf-8"), split_statements=True)
        return {mart: count_rows(hook, f"{DATABASE}.MARTS.{mart.upper()}") for mart in MARTS}

    day = business_day()
    exported = export.partial(day=day).expand(table=list(COLUMNS))
    copied = copy_into.partial(day=day).expand(table=LOADED)
    checked = check_rows.expand(copied=copied)
    exported >> copied
    checked >> dbt_run() >> dbt_test() >> publish()


shopstream_pipeline()
