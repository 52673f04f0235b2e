"""Reading an address: parameters to a selection of meetings, and back to chips, links and one sentence."""

from .meetings import list_url
from .selection import LAST_PAGE, SORTS, VIEWS, Selection
from .values import MOST_VALUES

__all__ = ["LAST_PAGE", "MOST_VALUES", "SORTS", "VIEWS", "Selection", "list_url"]
