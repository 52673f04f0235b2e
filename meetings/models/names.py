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


class RowQuerySet(models.QuerySet):
    """Rows of a kind."""

    def named(self):
        """With all that their names need."""
        return self.select_related(*self.model.named_by) if self.model.named_by else self


class RecordQuerySet(RowQuerySet):
    """Records, and which of them the public sees: all of them where the kind says nothing else."""

    def public(self):
        """Those that readers may see, with all that their names need."""
        return self.named()

    def exported(self):
        """Those that readers may see, with the relations that files and the API name them with."""
        return self.public()


class Row(models.Model):
    """A record or a part of one. Its class says what there is to know of its kind, and all that goes through kinds reads it there.

    `named_by` are the relations that its name needs. `parts` are the relations to its parts, in an order in which they can be
    written: what a part names comes before it. `part_of` is the relation to its record, of a part that is shown by itself.
    `shown_by` are the paths from meetings that show it or are filed under it, and `filed_by` those by which meetings are
    filed under what it lies in as well.
    """

    named_by = ()
    parts = ()
    part_of = ""
    shown_by = ()
    filed_by = ()

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def part_relations(cls):
        """The relations to its parts by their names; `related_model` is the kind of a part, `field` its pointer back."""
        return {name: cls._meta.get_field(name) for name in cls.parts}


class Record(Row):
    """A record with a history of its own.

    `key_name` is the column that names one in addresses, and `prefix` stands before it where kinds stand side by side. `plural`
    is the kind in addresses and files. `parameter` is that of the list, and `dimension` that of the postings, by which
    meetings are found under it. `searched` are the folded names that it has itself, the one that sorts it first; `names` are
    further ones. `merges` says that two may turn out to be one.
    """

    key_name = "pk"
    prefix = ""
    plural = ""
    parameter = ""
    dimension = None
    searched = ()
    merges = False

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def keyed(cls, own):
        """The `key` of the record that its own kind knows by some `own_key`."""
        return f"{cls.prefix}{own}"

    @property
    def own_key(self):
        """The record as the parameter and the addresses of its kind carry it: a code, a slug or an id."""
        return str(getattr(self, self.key_name))

    @property
    def key(self):
        """The record as filters and files carry it where kinds stand side by side: "PK", "org:oic" or "place:karabakh"."""
        return self.keyed(self.own_key)

    @property
    def heading(self):
        """The name as headings and lists write it."""
        return self.name


class Name(Row):
    """A further name of somebody or something, findable whatever its accents."""

    name = LineField(max_length=300)
    kind = models.CharField(max_length=20, choices=NameKind.choices, default=NameKind.ALIAS)
    language = LineField(max_length=20, blank=True, help_text="BCP 47, for example ur or zh-Hant.")
    name_key = FoldedField("name", db_index=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["kind", "language", "name_key"]

    def __str__(self):
        return self.name


def filed_under(*dimensions):
    """A condition on rows: a published meeting is filed under them, in one of these dimensions of the postings; one look-up a row."""
    postings = apps.get_model("meetings", "Posting").objects
    return models.Exists(postings.filter(dimension__in=dimensions, value=models.OuterRef("pk")))


class AcceptedQuerySet(RecordQuerySet):
    """What may wait for an editor, and which of it the public sees."""

    def public(self):
        """What was accepted, and what a published meeting uses."""
        # Asked of the few that nobody accepted, however many rows are read.
        used = self.model._default_manager.filter(self.model.used(), accepted=False).order_by().values("pk")
        return super().public().filter(models.Q(accepted=True) | models.Q(pk__in=used))

    def waiting(self):
        """All else."""
        return self.filter(~self.model.used(), accepted=False)


class Accepted(Row):
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


class TreeQuerySet(RecordQuerySet):
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

    def exported(self):
        """What the public sees, with its country, and with what it lies in where the public sees that too."""
        parents = models.Prefetch("parent", self.model._default_manager.public())
        return self.public().select_related("country").prefetch_related(parents)


class Tree(Record):
    """A record that may lie inside another of its kind; `actions.rules` refuses loops."""

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
