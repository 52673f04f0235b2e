"""Choosing as real registers are shaped: few things often, many things seldom; and dates as precise as such registers know them."""

import datetime
from bisect import bisect
from itertools import accumulate

from ...choices import Precision
from ...models import When


class Weighted:
    """Things with the weight with which each is chosen, from {thing: weight}."""

    def __init__(self, weights):
        self.things = list(weights)
        self._sums = list(accumulate(weights.values()))

    def pick(self, random):
        """One of them."""
        return self.things[bisect(self._sums, random.random() * self._sums[-1])]


def zipf(things, exponent=1.0):
    """Things in the order of their frequency: the second is chosen half as often as the first, the third a third as often."""
    return Weighted({thing: 1 / place**exponent for place, thing in enumerate(things, 1)})


_PRECISIONS = Weighted(
    {Precision.DAY: 90, Precision.MONTH: 4, Precision.YEAR: 2, Precision.WITHIN: 2, Precision.SPAN: 2}
)


def known(random, day):
    """A day as a `When`: in nine of ten cases the day itself, else its month, its year, or some days around it."""
    precision = _PRECISIONS.pick(random)
    if precision == Precision.DAY:
        return When(day, day, precision)
    if precision == Precision.WITHIN:
        return When(
            day - datetime.timedelta(random.randint(1, 4)), day + datetime.timedelta(random.randint(1, 4)), precision
        )
    if precision == Precision.SPAN:
        return When(day, day + datetime.timedelta(random.randint(1, 3)), precision)
    return When.parse(day.isoformat()[: 7 if precision == Precision.MONTH else 4])


def spell(random, day, shortest, longest):
    """Some days from a day on, as a `When`."""
    days = random.randint(shortest, longest)
    if days == 1:
        return When(day, day, Precision.DAY)
    return When(day, day + datetime.timedelta(days - 1), Precision.SPAN)
