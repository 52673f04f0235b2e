"""What the families share: trees, rows with further names, rows that came from a stated origin, rows that point at one of several kinds."""

import hashlib
from functools import lru_cache

from django.apps import apps
from django.db import models
from django.utils.text import slugify

from ..choices import NameKind
from .fields import FoldedField, LineField, fold


def slug_of(name):
    """A name as addresses carry it: folded ASCII with hyphens ("Yaşar Güler" → "yasar-guler"), "record" when nothing is left."""
    return slugify(fold(name))[:80].strip("-") or "record"


@lru_cache(maxsize=10_000)
def number_of(name):
    """The number that postings carry for a name that has no row of its own: 56 bits of BLAKE2 of its slug, 0 for no name."""
    slug = slug_of(name) if name else ""
    return number_of_bytes(slug.encode()) if slug else 0


def number_of_bytes(found):
    """56 bits of BLAKE2 of some bytes, as a number that a column of eight bytes holds."""
    return int.from_bytes(hashlib.blake2b(found, digest_size=7).digest(), "big")


class Referenced(models.Model):
    """Reference data: where the row was read, and what was read, so that a reload can tell what staff have changed since."""

    origin = models.TextField(
        blank=True,
        help_text="The package or file the identifiers and dates were read from; empty only for rows made at the desk.",
    )
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class Name(models.Model):
    """A further name of somebody or something, findable whatever its accents."""

    name = LineField(max_length=300)
    kind = models.CharField(max_length=20, choices=NameKind.choices, default=NameKind.ALIAS)
    language = LineField(max_length=20, blank=True, help_text="BCP 47, for example ur or zh-Hant.")
    name_key = FoldedField("name", db_index=True)

    class Meta:
        abstract = True
        ordering = ["kind", "language", "name_key"]

    def __str__(self):
        return self.name


def filed_under(dimension):
    """A condition on rows: a published meeting is filed under them, in this dimension of the postings; one look-up a row."""
    postings = apps.get_model("meetings", "Posting").objects.filter(dimension=dimension, value=models.OuterRef("pk"))
    return models.Exists(postings)


class TreeQuerySet(models.QuerySet):
    """Rows of a tree."""

    def within(self, ids):
        """The ids together with those of everything below them, as a set: a query a level, however many ids.

        Trees here are three or four levels deep; a recursive query would walk the whole table for the same answer.
        """
        found, below = set(ids), set(ids)
        while below:
            below = set(self.filter(parent__in=below).values_list("pk", flat=True)) - found
            found |= below
        return found


class Tree(models.Model):
    """A row that may lie inside another of its kind; `actions.rules` refuses loops."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    objects = TreeQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def ancestors(self):
        """What it lies in, the outermost first, as a list: a query a level."""
        found, node = [], self.parent
        while node and node not in found:
            found.insert(0, node)
            node = node.parent
        return found


def one_of(*names, required=True):
    """A condition that exactly one of these columns is filled; at most one where `required` is False."""
    choices = [
        models.Q(**{f"{other}__isnull": other != name for other in names})
        for name in (*names, *([] if required else [None]))
    ]
    condition = choices[0]
    for choice in choices[1:]:
        condition |= choice
    return condition
