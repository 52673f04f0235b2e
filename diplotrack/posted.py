"""What is sent to the site: read once, before any page sees it; what no page could read is refused in words."""

from django.core.exceptions import BadRequest
from django.http import QueryDict, UnreadablePostError
from django.utils.http import parse_header_parameters


class Posted:
    """Middleware: `request.POST` is UTF-8 and holds no NUL, which nobody types and PostgreSQL does not store.

    What cannot be read, or is more than `DATA_UPLOAD_...` allows, is refused here, whoever sent it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST" and request.content_params.get("charset", "utf-8").lower() != "utf-8":
            raise BadRequest("What was sent says that it is not in UTF-8.")
        try:
            sent = list(request.POST.lists())
        except UnreadablePostError as error:
            raise BadRequest("What was sent broke off.") from error
        if any("\0" in text for name, texts in sent for text in (name, *texts)):
            request.POST = _without_nul(sent)
        return self.get_response(request)


def _without_nul(sent):
    found = QueryDict(mutable=True)
    for name, texts in sent:
        for text in texts:
            found.appendlist(name.replace("\0", ""), text.replace("\0", ""))
    found._mutable = False
    return found


class Lenient:
    """For the requests of an entry point: whatever their Content-Type says, there is a request, for `Posted` to refuse.

    Django reads it, and the address by its charset, in the making of a request, and raises what nobody there catches.
    """

    def _set_content_type_params(self, meta):
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {}
