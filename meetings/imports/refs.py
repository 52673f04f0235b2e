"""What a name in a row leads to: bodies, and records that are on file or that rows bring."""

from typing import NamedTuple


class Body(NamedTuple):
    """A country or an organisation: its ids, of which one is None, its key as files carry it, its name and short name."""

    country: int | None
    organization: int | None
    key: str
    name: str
    short_name: str


class Found:
    """A record that rows name, on file (with its `pk`) or made by a row, when it has none until it is written."""

    def __init__(self, pk, name, **values):
        self.pk = pk
        self.name = name
        vars(self).update(values)
