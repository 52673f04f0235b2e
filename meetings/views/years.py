"""Meetings per year as bars that are links: two drawings, one for a wide screen and one for a phone, and the numbers as a table."""

from dataclasses import dataclass
from typing import NamedTuple

from ..filters import list_url
from ..queries.statistics import Touching, periods, spans
from .lists import in_years, year_words

_TICK = 44
"""Room that a year under the axis takes."""


class Bar(NamedTuple):
    """One bar: its years in words, its number of meetings, the list of them, and where it is drawn in whole units.

    `room_x` and `room` are what it may be clicked in: the bar with the space beside and above it.
    """

    label: str
    count: int
    url: str
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    room_x: int = 0
    room: int = 0
    outside: bool = False
    """Whether its years lie outside of those that the list is narrowed to."""

    @property
    def middle(self):
        """Where its number stands."""
        return self.room_x + self.room // 2

    @property
    def above(self):
        """The line on which its number stands."""
        return self.y - 4


class Tick(NamedTuple):
    """A year under the axis."""

    text: str
    x: int


class Drawing(NamedTuple):
    """One drawing: the class that says for which screens it is, its size, the place of its axis, bars, and years under them."""

    css: str
    width: int
    height: int
    axis: int
    step: int
    bars: list
    ticks: list


@dataclass(frozen=True)
class Years:
    """The bars of some meetings: the drawings, a `Bar` for each year that has a meeting, the years, and the dated meetings in all."""

    drawings: list
    table: list
    first: int
    last: int
    total: int

    @property
    def overlaps(self):
        """Whether a meeting stands in more than one year, so that the bars add up to more than there are meetings."""
        return sum(bar.count for bar in self.table) > self.total


def years(meetings, *pairs):
    """The `Years` of the meetings that the pairs select, or None when fewer than two years have one."""
    return years_of(spans(meetings), lambda first, last: list_url(*pairs, *in_years(first, last)))


def years_of(found, address, chosen=None):
    """The `Years` of some `spans`, or None when fewer than two years have a meeting.

    `address(first, last)` is that of the list of these years; bars outside of the years `chosen`, (first, last), are marked.
    """
    if not found:
        return None
    first, last = min(start for start, _ in found), max(end for _, end in found)
    if first == last:
        return None

    touching = Touching(found)

    def bar_of(start, end):
        outside = bool(chosen) and (end < chosen[0] or start > chosen[1])
        return Bar(year_words(start, end), touching(start, end), address(start, end), outside=outside)

    drawings = [
        _drawing(bar_of, first, last, css="only-wide", width=1160, height=100, most=44),
        _drawing(bar_of, first, last, css="only-phone", width=360, height=132, most=13),
    ]
    table = [bar_of(year, year) for year in range(last, first - 1, -1) if touching(year, year)]
    return Years(drawings, table, first, last, sum(found.values()))


def _drawing(bar_of, first, last, *, css, width, height, most):
    bars_of = periods(first, last, most)
    top, axis = 18, height - 20
    drawn = [bar_of(start, end) for start, end in bars_of]
    highest = max(bar.count for bar in drawn)
    # Few years would make slabs: a bar takes at most a twelfth of the width, and the rest stays empty.
    room = min(width // len(bars_of), width // 12)
    bars, ticks = [], []
    for number, ((start, _), bar) in enumerate(zip(bars_of, drawn, strict=True)):
        x = number * room
        if not ticks or x + room // 2 - ticks[-1].x >= _TICK:
            ticks.append(Tick(str(start), x + room // 2))
        if bar.count:
            tall = max(2, (axis - top) * bar.count // highest)
            gap = max(2, room // 9)
            bars.append(bar._replace(x=x + gap, y=axis - tall, width=room - 2 * gap, height=tall, room_x=x, room=room))
    step = bars_of[-1][0] - bars_of[-2][0]
    return Drawing(css, width, height, axis, step, bars, ticks)
