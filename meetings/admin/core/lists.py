"""What every admin of the desk does, whosever it is: it answers any address."""

from django.db import DataError
from django.shortcuts import redirect


class AnyAddress:
    """For an admin whose pages are asked for with whatever an address or an action can hold."""

    def get_object(self, request, object_id, from_field=None):
        """The row of an address; Django looks for a column without a name where `_to_field` is empty."""
        return super().get_object(request, object_id, from_field or None)

    def changelist_view(self, request, extra_context=None):
        """The list. An address whose values no column could hold leads to the whole list, as Django does for unknown filters."""
        try:
            response = super().changelist_view(request, extra_context)
            return response.render() if hasattr(response, "render") else response
        except (OverflowError, ValueError, DataError):
            return redirect(f"{request.path}?e=1")
