"""What the families share: trees, further names, a stated origin, what waits for an editor, and pointers at one of several kinds."""

import hashlib
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import slugify

from ..choices import NameKind
from .fields import FoldedField, LineField, fold

SLUG = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
"""What a slug looks like."""

_LONGEST_SLUG = 80


def slug_of(name):
    """A name as addresses carry it: ASCII with hyphens ("Yaşar Güler" → "yasar-guler"), "record" when nothing is left.

    Several names may have the same: it stands beside an id, or is the proposal for a slug that nothing else has yet.
    """
    folded = fold(name)
    # Folded first, other scripts would lose the signs that some of them write vowels with.
    plain = folded if folded.isascii() else fold(anyascii(name))
    return plain.replace(" ", "-")[:_LONGEST_SLUG].strip("-") or "record"


def own_slug_of(name):
    """A slug that is of this name alone, whatever else is on file: `slug_of` it where that tells all of its `key_of`.

    Of a long name or one in another script it is that with 32 bits of the key after an underscore, which no other slug has
    ("РИА Новости" → "ria-novosti_fa5f26cb").
    """
    key = key_of(name)
    slug = slug_of(key)
    if slug == key:
        return slug
    code = f"_{number_of(name) >> 24:08x}"
    return slug[: _LONGEST_SLUG - len(code)].rstrip("-") + code


def free_slug_of(name, taken):
    """The proposal for a slug of a name: `slug_of` it, or, where `taken(slug)`, the one that is of no other name."""
    slug = slug_of(name)
    return own_slug_of(name) if taken(slug) else slug


def former_slug_of(name):
    """The slug that a name had when other scripts were left out of it, for addresses from then: "record" for all of a kind."""
    return slugify(fold(name))[:_LONGEST_SLUG].strip("-") or "record"


def key_of(name):
    """What tells a name that has no row of its own from another.

    A name in Latin letters is told by `fold`, written as slugs are. Of others that would leave out signs which make another
    word ("パリ" and "バリ"): they are told by all their characters (NFKC), without case and with single spaces.
    """
    # Signs as in “Nukuʻalofa” count as letters (Lm) and tell no more than an apostrophe does.
    folded = "".join(char for char in fold(name) if unicodedata.category(char) != "Lm")
    if folded and folded.isascii():
        return "-".join(folded.split())
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@lru_cache(maxsize=10_000)
def number_of(name):
    """The number that postings carry for a name that has no row of its own: 56 bits of BLAKE2 of its key, 0 for no name."""
    key = key_of(name)
    return number_of_bytes(key.encode()) if key else 0


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


def filed_under(*dimensions):
    """A condition on rows: a published meeting is filed under them, in one of these dimensions of the postings; one look-up a row."""
    postings = apps.get_model("meetings", "Posting").objects
    return models.Exists(postings.filter(dimension__in=dimensions, value=models.OuterRef("pk")))


def public(model):
    """The rows of a kind that readers may see: its `public()`, or all of them where everything of the kind is public."""
    rows = model._default_manager.all()
    return rows.public() if hasattr(rows, "public") else rows


class AcceptedQuerySet(models.QuerySet):
    """What may wait for an editor, and which of it the public sees."""

    def public(self):
        """What was accepted, and what a published meeting uses."""
        # Asked of the few that nobody accepted, however many rows are read.
        used = self.model._default_manager.filter(self.model.used(), accepted=False).order_by().values("pk")
        return self.filter(models.Q(accepted=True) | models.Q(pk__in=used))

    def waiting(self):
        """All else."""
        return self.filter(~self.model.used(), accepted=False)


class Accepted(models.Model):
    """What whoever enters a meeting may put on file beside it: public once an editor accepts it, or while a published meeting uses it.

    `used_under` are the dimensions of the postings that say so.
    """

    used_under = ()

    accepted = models.BooleanField(default=False, editable=False, help_text="By an editor, or as reference data.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = AcceptedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def used(cls):
        """A condition on rows: a published meeting uses them."""
        return filed_under(*cls.used_under) if cls.used_under else models.Q(pk__in=[])


def waiting_index(kind):
    """The index of the few rows of a kind that nobody has accepted."""
    return models.Index(fields=["id"], condition=models.Q(accepted=False), name=f"{kind}_not_accepted")


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


class AcceptedTreeQuerySet(AcceptedQuerySet, TreeQuerySet):
    """Rows of a tree that may wait."""

    def public_with_parent(self):
        """What the public sees, with its country, and with what it lies in where the public sees that too."""
        parents = models.Prefetch("parent", self.model._default_manager.public())
        return self.public().select_related("country").prefetch_related(parents)


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
