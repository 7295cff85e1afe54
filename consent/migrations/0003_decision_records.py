"""The table of decisions: partitioned by month, with its own keeper.

Django sees a plain model with the key `id`; the database key is (id, asked_at),
because a partitioned table needs its partition key in every unique index.
"""

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

CREATE = """
CREATE SEQUENCE consent_decisionrecord_id_seq AS bigint;
CREATE TABLE consent_decisionrecord (
    id bigint NOT NULL DEFAULT nextval('consent_decisionrecord_id_seq'),
    platform_id bigint NOT NULL,
    link_id bigint,
    link_version bigint,
    question jsonb NOT NULL,
    result varchar(10) NOT NULL,
    reason varchar(40) NOT NULL,
    rule varchar(20) NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    PRIMARY KEY (id, asked_at)
) PARTITION BY RANGE (asked_at);
ALTER SEQUENCE consent_decisionrecord_id_seq OWNED BY consent_decisionrecord.id;
CREATE INDEX decision_of_link ON consent_decisionrecord (link_id, id);

-- The application's role has no DDL; this is the one door through which months
-- are made ahead and dropped when they are old. It returns what it did.
CREATE FUNCTION consent_keep_decision_months(ahead integer, keep integer)
RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $keeper$
DECLARE
    this_month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    start timestamp;
    part text;
BEGIN
    IF ahead < 0 OR keep < 1 THEN
        RAISE EXCEPTION 'ahead must be at least 0 and keep at least 1';
    END IF;
    FOR step IN 0..ahead LOOP
        start := this_month + make_interval(months => step);
        part := 'consent_decisionrecord_' || to_char(start, 'YYYYMM');
        IF to_regclass(format('public.%I', part)) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.consent_decisionrecord'
                ' FOR VALUES FROM (%L) TO (%L)',
                part, start::text || '+00',
                (start + interval '1 month')::text || '+00');
            RETURN NEXT 'made ' || part;
        END IF;
    END LOOP;
    FOR part IN
        SELECT child.relname FROM pg_inherits
        JOIN pg_class child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'public.consent_decisionrecord'::regclass
          AND child.relname < 'consent_decisionrecord_'
              || to_char(this_month - make_interval(months => keep), 'YYYYMM')
    LOOP
        EXECUTE format('DROP TABLE public.%I', part);
        RETURN NEXT 'dropped ' || part;
    END LOOP;
END
$keeper$;
REVOKE ALL ON FUNCTION consent_keep_decision_months(integer, integer) FROM PUBLIC;
SELECT consent_keep_decision_months(3, 12);
"""

DROP = """
DROP FUNCTION consent_keep_decision_months(integer, integer);
DROP TABLE consent_decisionrecord;
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_domain")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, DROP)],
            state_operations=[
                migrations.CreateModel(
                    name="DecisionRecord",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("platform_id", models.BigIntegerField()),
                        ("link_id", models.BigIntegerField(null=True)),
                        ("link_version", models.BigIntegerField(null=True)),
                        ("question", models.JSONField(help_text="The use as it was asked.")),
                        ("result", models.CharField(max_length=10)),
                        ("reason", models.CharField(max_length=40)),
                        ("rule", models.CharField(max_length=20)),
                        ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [models.Index(fields=["link_id", "id"], name="decision_of_link")],
                    },
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e94bda4b14b1a6f800b056a2f6249dfc5c5670f5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d8e06",
                    table="consent_decisionrecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
