"""What a title as reported amounts to, by the shipped list of titles that say one level and no other."""

from functools import cache

from ...models.fields import fold
from ..reference.lists import read


@cache
def _levels():
    return {fold(row["title"]): row["level"] for row in read("titles.csv")}


def level_of(title):
    """The level of a title ("Prime Minister" → head-of-government), "" where the title alone does not say it."""
    return _levels().get(fold(title), "") if title else ""
