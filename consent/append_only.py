"""The base of every ledger: rows are added, never changed or removed.

Three guards, each enough alone: the model and its queryset refuse, a trigger in
PostgreSQL refuses, and the application's role has no UPDATE or DELETE there
(`manage.py grant_app_role`).
"""

from typing import Any, Never, TypeVar

import pgtrigger
from django.db import models

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class AppendOnlyError(TypeError):
    """Code tried to change history."""


class AppendOnlyQuerySet(models.QuerySet[Row_co]):
    """A queryset that can only add and read."""

    def update(self, **_kwargs: Any) -> Never:
        raise AppendOnlyError(self.model.__name__)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> Never:
        raise AppendOnlyError(self.model.__name__)

    def delete(self) -> Never:
        raise AppendOnlyError(self.model.__name__)


class AppendOnly(models.Model):
    """A row that is written once; a correction is a new row."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        raise AppendOnlyError(type(self).__name__)
