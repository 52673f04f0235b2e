"""The tests: the same rooms as the house, and the ground they stand on."""

import os

EXAMPLES = int(os.environ.get("EXAMPLES", "20"))
"""Examples of each property, and how often else is tried what is tried often to be sure; `make prove` asks for many more."""

SWEEP = min(EXAMPLES, 200)
"""Random filters of a sweep: each is held against brute force, which takes far longer than an example of a property."""
