"""Two records that were one: where the old addresses lead, what is needed to part them again, and pairs that may be one."""

from django.db import models
from django.utils import timezone

from .people import Official
from .revision import Revision


class MergeQuerySet(models.QuerySet):
    """Merges that stand, and where they lead."""

    def standing(self):
        """Those that nobody has undone."""
        return self.filter(undone=False)

    def into(self, row):
        """The standing merges into a record, latest first."""
        return self.standing().filter(revision__entity=row._meta.model_name, kept_id=row.pk).order_by("-pk")

    def leads_to(self, model, **key):
        """The record into which one that readers saw was merged, by its old `pk` or `slug`; None for any other.

        A record that went on into a third leads there.
        """
        gone = {"revision__row_id": key["pk"]} if "pk" in key else {"gone_slug": key["slug"]}
        merges = self.standing().filter(revision__entity=model._meta.model_name)
        merge, seen = merges.filter(public=True, **gone).order_by("-pk").first(), set()
        while merge and merge.pk not in seen:
            seen.add(merge.pk)
            row = model._default_manager.filter(pk=merge.kept_id).first()
            if row:
                return row
            merge = merges.filter(revision__row_id=merge.kept_id).order_by("-pk").first()
        return None

    def lead_to(self, model, name, keys):
        """The same for several keys at once, all `pk` or all `slug`, as {key: record}; one query where nothing was merged."""
        field = {"pk": "revision__row_id", "slug": "gone_slug"}[name]
        merges = self.standing().filter(revision__entity=model._meta.model_name, public=True, **{f"{field}__in": keys})
        gone = set(merges.values_list(field, flat=True)) if keys else set()
        found = {key: self.leads_to(model, **{name: key}) for key in gone}
        return {key: row for key, row in found.items() if row}


class Merge(models.Model):
    """One record merged into another of its kind; its revision says which, who, when and why, and holds all of it."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="merge")
    kept_id = models.BigIntegerField(help_text="The id of the record that took it in.")
    gone_slug = models.CharField(max_length=100, blank=True, help_text="Where addresses name it by a slug.")
    public = models.BooleanField(help_text="Whether readers saw it, and its address leads on.")
    moved = models.JSONField(help_text="What was changed elsewhere: {pointer: ids}, so that it can be changed back.")
    undone = models.BooleanField(default=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        permissions = [("undo_merge", "Can part merged records again")]
        indexes = [
            models.Index(fields=["kept_id"], name="merge_by_kept"),
            models.Index(fields=["gone_slug"], name="merge_by_slug"),
        ]

    def __str__(self):
        return f"{self.revision.label} was merged into {self.revision.entity} {self.kept_id}"


class Doubt(models.Model):
    """Two officials of whom nobody has said yet whether they are one person."""

    one = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    settled = models.BooleanField(default=False, help_text="Somebody said that they are two.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "doubtful pair"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="doubt_once"),
            models.CheckConstraint(
                condition=~models.Q(one=models.F("other")),
                name="doubt_of_two",
                violation_error_message="Nobody is in doubt with oneself: name two officials.",
            ),
        ]

    def __str__(self):
        return f"{self.one} and {self.other}"
