"""What every reading of a row has: what is wrong in which column, what it asks, and what becomes of it."""

from typing import NamedTuple

from .parsers import Unreadable

TWICE = "An earlier row has it already: leave one of them out."

NOT_WRITTEN = "Another row brings it: put that on file first, and then this."


class Question(NamedTuple):
    """What a row cannot tell by itself: its column, a key that equal questions share, words, and answers as (value, label)."""

    column: str
    key: str
    words: str
    choices: list


class Verdict:
    """What becomes of a row; the order in which a preview tells of them."""

    WRONG, ASKED, CHANGED, NEW, SAME = "wrong", "asked", "changed", "new", "same"
    ALL = (WRONG, ASKED, CHANGED, NEW, SAME)


class Reading:
    """One row as it was understood.

    What the file says does not change: `number` is its place there, `raw` its cells, `cells` those of the import format;
    `key` and `checksum` tell the row again, and `digests`, by column, what changed since. What is found out: `problems` are
    words by column, `questions` a list of `Question`, `doubts` pairs of officials that may be one, each with the reason. `pk`
    is the record on file, `differing` the columns of which the row says something new, None where it is not known, or new
    itself, and `changes` a list of (column, before, after). `together` are sets of columns that are understood as one: where
    one of them says something new, what is wrong in the others counts too.
    """

    entity = ""
    together = ()

    def __init__(self, number, raw, cells, checksum, key, digests):
        self.number, self.raw, self.cells = number, raw, cells
        self.checksum, self.key, self.digests = checksum, key, digests
        self.problems, self.questions, self.doubts = {}, [], []
        self.pk = self.differing = None
        self.changes = []

    @property
    def is_open(self):
        """Whether it is still to be told what becomes of it."""
        return not self.problems and self.differing != []

    @property
    def verdict(self):
        """One of `Verdict`."""
        if self.problems:
            return Verdict.WRONG
        if self.questions:
            return Verdict.ASKED
        if self.differing is None:
            return Verdict.NEW
        return Verdict.CHANGED if self.differing else Verdict.SAME

    def take(self, column, read, *arguments, default=None):
        """What a function makes of a cell that has a text; where it refuses, its words stand beside the column."""
        text = self.cells.get(column, "")
        if not text:
            return default
        try:
            return read(text, *arguments)
        except Unreadable as error:
            self.refuse(column, str(error))
            return default

    def of_record(self):
        """Refuse what a record on file cannot take of a row, whose cells were read."""

    def settle(self, mapped):
        """Forget of a row whose record is on file what is wrong in cells that say nothing new: they need not be understood.

        Where nothing is known of that, any of the columns that are `mapped` may.
        """
        if self.differing is None:
            self.differing = mapped
        self.of_record()
        new = set(self.differing)
        read = {"id", "key"}.union(new, *(columns for columns in self.together if columns & new))
        self.problems = {name: words for name, words in self.problems.items() if name in read}

    def refuse(self, column, words):
        """Say what is wrong in a column, unless something is said there already."""
        self.problems.setdefault(column, words)

    def require(self, *columns):
        """Refuse a row without one of these columns."""
        for column in columns:
            if not self.cells.get(column):
                self.refuse(column, "It is empty, and the record needs it.")
