"""The tests: the same rooms as the house, and the ground they stand on."""

import os
import random

EXAMPLES = int(os.environ.get("EXAMPLES", "20"))
"""Examples of each property, and how often else is tried what is tried often to be sure; `make prove` asks for many more."""

SWEEP = min(EXAMPLES, 200)
"""Random filters of a sweep: each is held against brute force, which takes far longer than an example of a property."""


def part(items):
    """As many of the items as EXAMPLES asks for, as a list: all from 200 on, below that a part picked once and for all."""
    items = list(items)
    return items if EXAMPLES >= 200 else random.Random(1).sample(items, max(1, len(items) * EXAMPLES // 200))
