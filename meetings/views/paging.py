"""The pages of a list of meetings: how many, which one, and the addresses of those before and after."""

from ..filters import LAST_PAGE

SIZE = 50
"""Meetings on a page."""


def place(selection):
    """Which page of how many is shown, and the place of its first meeting, counted from the cursor where there is one."""
    pages = min(LAST_PAGE, max(1, -(-selection.count // SIZE)))
    page = 1 if selection.cursor else min(selection.page, pages)
    return page, pages, (page - 1) * SIZE


def pager(selection, page, pages, ids):
    """The addresses of the page before and after, and of pages to jump to as (number, address or "" for this one)."""
    if selection.cursor or (page == LAST_PAGE and selection.count > LAST_PAGE * SIZE):
        return _beside(selection, page, ids)
    jumps = sorted({1, 2, page - 2, page - 1, page, page + 1, page + 2, pages - 1, pages} & set(range(1, pages + 1)))
    return {
        "newer": selection.address(page=page - 1) if page > 1 else "",
        "older": selection.address(page=page + 1) if page < pages else "",
        "jumps": [(number, selection.address(page=number) if number != page else "") for number in jumps],
    }


def _beside(selection, page, ids):
    """The same where no page has a number any more: from the first and the last meeting on."""
    if selection.sort == "relevance" or not ids:
        return {"newer": "", "older": "", "jumps": []}
    before, after = (selection.cursor_at(name, pk) for name, pk in (("before", ids[0]), ("after", ids[-1])))
    newer = selection.address(page=page - 1) if not selection.cursor else selection.address(cursor=before)
    return {"newer": newer, "older": selection.address(cursor=after) if len(ids) == SIZE else "", "jumps": []}
