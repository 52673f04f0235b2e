"""What every reading of a row has: what is wrong in which column, what it asks, and what becomes of it."""

from typing import NamedTuple

from .cells import Unreadable, number

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

    `problems` are words by column, `questions` a list of `Question`, `changes` a list of (column, before, after) of a record
    on file, whose id is `pk`, and `differing` the columns of which it may say something new. `key` and `checksum` tell the row
    again, `number` is its place in the file, `raw` its cells there. `made` says that the record was written from it. `doubts`
    are pairs of officials that may be one, each with the reason, `sources` what it cites. `together` are sets of columns that
    are understood as one: where one of them says something new, what is wrong in the others counts too.
    """

    entity = ""
    together = ()

    def __init__(self, number, cells, checksum, key):
        self.number, self.cells, self.checksum, self.key = number, cells, checksum, key
        self.problems, self.questions, self.changes, self.differing, self.doubts = {}, [], [], [], []
        self.digests, self.raw, self.sources = {}, {}, []
        self.pk = None
        self.same = self.made = False

    @property
    def verdict(self):
        """One of `Verdict`."""
        if self.problems:
            return Verdict.WRONG
        if self.questions:
            return Verdict.ASKED
        if self.same:
            return Verdict.SAME
        return Verdict.CHANGED if self.pk and not self.made else Verdict.NEW

    def take(self, column, read, *arguments, default=None):
        """What a function makes of a cell that has a text; where it refuses, its words stand beside the column."""
        text = self.cells.get(column, "")
        if not text:
            return default
        try:
            return read(text, *arguments)
        except Unreadable as error:
            self.problems.setdefault(column, str(error))
            return default

    def take_id(self):
        """Read which record on file the row names."""
        self.pk = self.take("id", number)

    def of_record(self):
        """Refuse what a record on file cannot take of a row, whose cells were read."""

    def settle(self):
        """Forget of a row whose record is on file what is wrong in cells that say nothing new: they need not be understood."""
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
            if not self.cells.get(column) and column not in self.problems:
                self.problems[column] = "It is empty, and the record needs it."
