"""Diseases that people and uses can name."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Disease(models.Model):
    """One MONDO disease; `lineage` holds itself and every ancestor.

    Loaded whole from a release by `manage.py load_diseases`, never edited.
    """

    code = models.CharField(primary_key=True, max_length=20)
    label = models.CharField(max_length=300)
    parents = ArrayField(models.CharField(max_length=20), default=list)
    lineage = ArrayField(models.CharField(max_length=20), default=list)
    release = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"
