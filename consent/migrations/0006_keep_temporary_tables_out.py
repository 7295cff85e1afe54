"""Look for temporary tables last in what runs with the owner's rights.

Unless it is named, everybody's own temporary schema is searched first: a table made
there under a catalog's name could have had any table dropped.
"""

from django.db import migrations

SAFE = """
ALTER FUNCTION consent_keep_decision_months(integer, integer)
SET search_path = pg_catalog, public, pg_temp
"""
BEFORE = """
ALTER FUNCTION consent_keep_decision_months(integer, integer)
SET search_path = pg_catalog, public
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0005_index_unconfirmed_deliveries")]

    operations = [migrations.RunSQL(SAFE, BEFORE)]
