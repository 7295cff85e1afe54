"""A door through which old lines of feeds may go, and an index in their order.

The application's role cannot delete lines, and a trigger stops even the owner. This
function looks away from that one trigger, and only for what has a newer line.
"""

import django.db.models.functions.comparison
from django.db import migrations, models

CREATE = """
CREATE FUNCTION consent_compact_feeds(keep_days integer, first bigint, last bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $compact$
DECLARE
    gone bigint;
BEGIN
    IF keep_days < 90 THEN
        RAISE EXCEPTION 'feeds are kept for at least 90 days';
    END IF;
    PERFORM set_config('pgtrigger.ignore', '{pgtrigger_append_only_f9f37}', true);
    DELETE FROM public.consent_feedentry old
    USING public.consent_linkversion v
    WHERE old.id >= first AND old.id < last
      AND v.link_id = old.link_id AND v.version = old.version
      AND v.issued_at < clock_timestamp() - make_interval(days => keep_days)
      AND EXISTS (
          SELECT FROM public.consent_feedentry newer
          WHERE newer.link_id = old.link_id AND newer.version > old.version
      );
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('pgtrigger.ignore', '{}', true);
    RETURN gone;
END
$compact$;
REVOKE ALL ON FUNCTION consent_compact_feeds(integer, bigint, bigint) FROM PUBLIC;
"""
DROP = "DROP FUNCTION consent_compact_feeds(integer, bigint, bigint)"


class Migration(migrations.Migration):
    dependencies = [("consent", "0009_index_received_narrowings")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                models.F("platform"),
                django.db.models.functions.comparison.Collate("subject_id", "C"),
                name="link_of_platform",
            ),
        ),
    ]
