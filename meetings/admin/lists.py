"""What every list of the desk does, whosever admin it is: it answers any address."""

from django.db import DataError
from django.shortcuts import redirect


class AnyAddress:
    """For an admin whose list is asked for with whatever an address or an action can hold."""

    def changelist_view(self, request, extra_context=None):
        """The list. An address whose values no column could hold leads to the whole list, as Django does for unknown filters."""
        try:
            response = super().changelist_view(request, extra_context)
            return response.render() if hasattr(response, "render") else response
        except (OverflowError, ValueError, DataError):
            return redirect(f"{request.path}?e=1")
