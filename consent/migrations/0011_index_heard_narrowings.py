"""Index narrowings that were heard and are not in force, whatever came after them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0010_compact_feeds")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["platform", "narrowing_since"],
                condition=models.Q(
                    ("narrowing_since__isnull", False),
                    models.Q(
                        ("received_version__gte", models.F("target_version")),
                        ("urgency", "widening"),
                        _connector="OR",
                    ),
                ),
                name="delivery_heard_narrowing",
            ),
        ),
        migrations.RemoveIndex(
            model_name="delivery", name="delivery_received_narrowing"
        ),
    ]
