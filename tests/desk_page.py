"""One page of the desk as tests use it: its form read from the HTML, changed and sent."""

from html.parser import HTMLParser

from django.urls import reverse


class _Fields(HTMLParser):
    """The fields of the page's main form with their values, the errors beside them, and its messages."""

    def __init__(self, html):
        super().__init__()
        self.data, self.errors, self._select, self._text, self._field, self._error = {}, {}, None, None, "", None
        self._stack = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "ul" and "errorlist" in attrs.get("class", ""):
            self._error = (
                attrs.get("id", "")[3:].removesuffix("_error") or attrs["class"].replace("errorlist", "").strip()
            )
        elif tag == "input" and attrs.get("name"):
            kind = attrs.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in attrs:
                    self._keep(attrs["name"], attrs.get("value", "on"))
            elif kind not in ("submit", "button"):
                self._keep(attrs["name"], attrs.get("value", ""))
        elif tag == "select":
            self._select = attrs.get("name")
        elif tag == "option" and self._select and "selected" in attrs:
            self._keep(self._select, attrs.get("value", ""))
        elif tag == "textarea":
            self._text = attrs.get("name")
            self.data[self._text] = ""

    def handle_endtag(self, tag):
        if tag == "ul":
            self._error = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self.data[self._text] = self.data[self._text].removeprefix("\n")
            self._text = None

    def handle_data(self, data):
        if self._text:
            self.data[self._text] += data
        if self._error is not None and data.strip():
            self.errors.setdefault(self._error, []).append(data.strip())

    def _keep(self, name, value):
        self.data.setdefault(name, [])
        if isinstance(self.data[name], list):
            self.data[name].append(value)


class Page:
    """One page of the desk: read its form, change fields and rows, send it."""

    def __init__(self, client, address):
        self.client, self.address, self._unread = client, address, False
        self._read(client.get(address))

    def __getattribute__(self, name):
        # What a save leads to is opened where a test goes on with it, and many do not.
        if name in ("response", "data", "errors") and self._unread:
            self._unread = False
            self._read(self.client.get(self.address))
        return super().__getattribute__(name)

    def _read(self, response):
        self.response = response
        fields = _Fields(response.content.decode())
        self.errors = fields.errors
        self.data = {name: value for name, value in fields.data.items() if name and "__prefix__" not in name}
        for name in ("csrfmiddlewaretoken", "q", "_selected_action"):
            self.data.pop(name, None)

    def add(self, prefix, **fields):
        """A new row below those that are there."""
        number = int(self.data[f"{prefix}-TOTAL_FORMS"][0])
        self.data[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
        self.set(prefix, number, **fields)
        return number

    def set(self, prefix, number, **fields):
        """Fields of one row."""
        self.data |= {f"{prefix}-{number}-{name}": value for name, value in fields.items()}

    def send(self, *, slip=True, **fields):
        """Save; returns whether it was saved. What was refused can be read in `errors`.

        Where readers see the meeting, the change passes for a mended slip unless told otherwise.
        """
        self.data |= fields
        self.data.pop("unchanged", None)
        if slip and b'name="unchanged"' in self.response.content:
            self.data["unchanged"] = "on"
        response = self.client.post(self.address, {**self.data, "_continue": "1"})
        if response.status_code == 302:
            self.address = response.headers["Location"]
            self._unread = True
            return True
        self._read(response)
        return False


def address(model, *args):
    """Of the list, of a new row with "add", or of the row itself."""
    kind = "change" if args and args[0] != "add" else args[0] if args else "changelist"
    name = f"admin:meetings_{model._meta.model_name}_{kind}"
    return reverse(name, args=[args[0].pk] if kind == "change" else [])
