"""The history of the desk: one revision for each save of a whole record, with who, when and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..choices import Edit


class RevisionQuerySet(models.QuerySet):
    """Revisions, newest first."""

    def of(self, row):
        """Those of one record."""
        return self.filter(entity=row._meta.model_name, row_id=row.pk)


class Revision(models.Model):
    """One save of a whole record with its parts: the document says all of it, with names that outlive what they name.

    The documents are those of `queries.documents`. A deletion keeps the record as it was.
    """

    entity = models.CharField(max_length=30, help_text="The kind of record: “meeting”.")
    row_id = models.BigIntegerField(help_text="The id of the record, which may be gone.")
    action = models.CharField(max_length=20, choices=Edit.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="revisions"
    )
    by_name = models.CharField(max_length=150, blank=True, help_text="Empty where no person did it.")
    reason = models.TextField(blank=True)
    label = models.CharField(max_length=300, help_text="What the record was called.")
    document = models.JSONField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["entity", "row_id", "-id"], name="revision_of_record"),
            models.Index(fields=["entity", "action", "-id"], name="revision_by_action"),
        ]

    def __str__(self):
        return f"{self.get_action_display()}: {self.label}"
