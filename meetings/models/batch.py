"""What came in with which file: batches of imported rows, and for each record the row it came from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..choices import BatchState


class ImportBatch(models.Model):
    """The rows of one file that were imported together, or are being looked at: undone together, if at all."""

    entity = models.CharField(max_length=30, help_text="What a row is: “meeting”.")
    name = models.CharField(max_length=300, help_text="The file, as it was called.")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of its bytes.")
    mapping = models.JSONField(default=dict, help_text="How its columns were read, as `formats.mappings` has it.")
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.PREVIEWED)
    rows = models.PositiveIntegerField(default=0, help_text="Rows of the file that were read, whatever became of them.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_batches"
    )
    by_name = models.CharField(max_length=150, blank=True, help_text="Empty where a command did it.")
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True, help_text="The file itself, while it is being looked at.")
    answers = models.JSONField(default=dict, help_text="What somebody answered to the questions of rows.")

    class Meta:
        ordering = ["-id"]
        verbose_name = "import"
        permissions = [("undo_importbatch", "Can undo imports")]

    def __str__(self):
        return self.name


class Provenance(models.Model):
    """The row of a file from which a record came, or with which it was changed."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="records")
    entity = models.CharField(max_length=30, help_text="The kind of record: “meeting”.")
    row_id = models.BigIntegerField(help_text="The id of the record, which may be gone.")
    key = models.CharField(max_length=200, blank=True, help_text="What the record is called in its dataset.")
    row = models.PositiveIntegerField(help_text="The row of the file, the header being 1.")
    checksum = models.CharField(max_length=32, help_text="BLAKE2 of the row as it was read.")
    cells = models.JSONField(default=dict, help_text="A short checksum of each of its cells, by column.")
    created = models.BooleanField(help_text="Whether it came with this row; else it was on file, and changed.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "provenance"
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key"], condition=Q(created=True) & ~Q(key=""), name="provenance_key_once"
            )
        ]
        indexes = [models.Index(fields=["entity", "row_id"], name="provenance_of_record")]

    def __str__(self):
        return f"{self.entity} {self.row_id}: row {self.row} of {self.batch}"
