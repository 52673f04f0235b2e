"""Whatever is sent to an address of the desk, by whomever, is answered with a page, a redirect or a refusal, never an error."""

import gc
import re
import warnings
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, RequestFactory, encode_multipart
from hypothesis import given
from hypothesis import strategies as st

from diplotrack.wsgi import application
from meetings.models import Meeting

from . import part
from .build import make_full_meeting
from .desk_page import Page, address
from .doors import LIST, PASSWORD, PEOPLE, all_rows, client_of, doors, make_batch, make_people
from .naughty import NAUGHTY
from .test_desk_doors import TABLE, _lines, _names

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


# -- the ground: every door with what is rightly sent there


def _names_of_doors():
    return sorted({name for cell, *_ in _lines(TABLE) for name in _names(cell)} | set(MORE))


def _full_meeting(boss):
    there = address(Meeting, make_full_meeting(1))
    return [("POST", there, {**Page(boss, there).data, "reason": "Read again.", "unchanged": "on"})]


def _look(**sent):
    return lambda boss: [("POST", f"/desk/meetings/importbatch/{make_batch().pk}/change/", sent)]


def _mapping(boss):
    mapping = b'entity = "occasion"\n[columns]\nname = "{name}"\nkind = "{kind}"\n'
    sent = {"file": SimpleUploadedFile("t.csv", b"name,kind\nA,summit\n"), "entity": "occasion"}
    return [("POST", "/desk/meetings/importbatch/add/", {**sent, "mapping": SimpleUploadedFile("m.toml", mapping)})]


MORE = {
    "a full meeting": _full_meeting,
    "a table, its columns": _look(columns="1", show="new", **{"column:name": "{name}", "answer:x": "new"}),
    "a table, committed": _look(commit="1", opened="x"),
    "a table with a mapping": _mapping,
    "a password of one's own, on the way": lambda boss: [
        ("POST", "/desk/second-factor/", {"step": step, "password": "x", "code": "000000", "next": "/desk/"})
        for step in ("set-up", "give", "codes", "off")
    ],
    "signing in, and on": lambda boss: [
        ("POST", "/desk/login/", {"username": "editor", "password": PASSWORD, "next": LIST})
    ],
}
"""What is sent beside what tests/doors.py says."""


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Who there is, and every door: ({name: session}, {door: requests})."""
    with django_db_blocker.unblock(), transaction.atomic():
        keys = make_people()
        boss = client_of(keys["boss"])
        names = {"a full meeting", *part(_names_of_doors())}
        found = {name: MORE[name](boss) if name in MORE else doors(name, boss) for name in sorted(names)}
        yield keys, found
        transaction.set_rollback(True)


def _fields(sent, client):
    """What is sent as pairs of a name and a text, or a file's bytes."""
    sent = sent(client) if callable(sent) else sent
    return [
        (name, one if hasattr(one, "read") else str(one))
        for name, value in sent.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _body(pairs):
    """The pairs as a form sends them: (Content-Type, bytes); half characters go as a browser would never send them."""
    if not any(hasattr(value, "read") for _, value in pairs):
        return FORM, urlencode(pairs, errors="surrogatepass").encode()
    fields = {}
    for name, value in pairs:
        if hasattr(value, "read"):
            value.seek(0)
        else:
            value = value.encode("utf-8", "replace").decode()
        fields.setdefault(name.encode("utf-8", "replace").decode(), []).append(value)
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields)


def _try(client, method, there, kind="", body=b"", **headers):
    """What a request gets; all that it did is undone."""
    with transaction.atomic():
        response = client.generic(method, there, body, kind, **headers)
        transaction.set_rollback(True)
    assert response.status_code < 500
    if not getattr(response, "streaming", False):
        assert "<script>alert" not in response.content.decode("utf-8", "replace")
    return response


# -- anything in any field, and in any address

LONG = ["9" * 40, "9" * 5000, "a" * 8192, "https://example.org/" + "a/" * 2000, "[" * 3000, "a " * 20_000, "\n" * 3000]
ODD = [
    *NAUGHTY,
    *LONG,
    "٣",
    "-1",
    "0001-01-01",
    "9999-12-31",
    "on",
    "\r\nX: y",
    "javascript:alert(1)",
    "//evil.example/",
]
text = st.one_of(st.sampled_from(ODD), st.text(st.characters(), max_size=20))
names = st.one_of(
    st.sampled_from(
        ["next", "reason", "opened", "into", "show", "page", "q", "o", "all", "e", "like", "_popup", "_to_field"]
    ),
    st.sampled_from(
        ["_selected_action", "action", "select_across", "index", "confirm", "post", "also", "_changelist_filters"]
    ),
    text,
)


@pytest.mark.prove
@given(data=st.data())
def test_any_field_of_any_door_may_hold_anything(ground, data):
    keys, found = ground
    name = data.draw(st.sampled_from(sorted(found)))
    client = client_of(keys[data.draw(st.sampled_from(["boss", "boss", *PEOPLE]))])
    method, there, sent = data.draw(st.sampled_from(found[name]))
    pairs = dict(enumerate(_fields(sent, client)))
    for number in data.draw(st.lists(st.sampled_from(sorted(pairs)), max_size=8)) if pairs else ():
        pairs[number] = (pairs[number][0], data.draw(text))
    sent = [*pairs.values(), *data.draw(st.lists(st.tuples(names, text), max_size=3))]
    if data.draw(st.sampled_from([False, False, True])):
        there = re.sub(r"\d+", quote(data.draw(text).encode("utf-8", "surrogatepass"), safe=""), there)
    if method == "GET":
        _try(client, "GET", there, QUERY_STRING=urlencode(sent, errors="surrogatepass"))
    else:
        asked = data.draw(st.lists(st.tuples(names, text), max_size=2))
        _try(client, "POST", there, *_body(sent), QUERY_STRING=urlencode(asked, errors="surrogatepass"))


# -- forms that no page of ours sends


def _each(change):
    """A form with each of its texts changed."""
    return lambda pairs: [(name, value if hasattr(value, "read") else change(value)) for name, value in pairs]


def _rows(total, initial=None):
    """A form that says that it has so many rows."""
    said = {"TOTAL_FORMS": total} | ({} if initial is None else {"INITIAL_FORMS": initial})
    return lambda pairs: [(name, said.get(name.rpartition("-")[2], value)) for name, value in pairs]


FORMS = {
    "nothing": lambda pairs: [],
    "NUL alone": _each(lambda value: "\0"),
    "NUL in all": lambda pairs: [
        (f"\0{name}", f"\0{value}\0" if isinstance(value, str) else value) for name, value in pairs
    ],
    "half characters": _each(lambda value: f"{value}\ud800"),
    "numbers of 40 figures": _each(lambda value: "9" * 40),
    "numbers of 5000 figures": _each(lambda value: "9" * 5000),
    "as much as fits": _each(lambda value: "a b " * 5000),
    "each thrice": lambda pairs: pairs * 3,
    "thousands of ids": lambda pairs: [*pairs, *(("_selected_action", str(number)) for number in range(3000))],
    "99,999,999 rows": _rows("99999999"),
    "99,999,999 rows that were on file": _rows("99999999", "99999999"),
    "fewer rows than none": _rows("-1", "-1"),
    "fewer rows than were on file": _rows("1", "2"),
    "rows that are no number": _rows("x", "\0"),
    "rows that nobody counts": lambda pairs: [one for one in pairs if "_FORMS" not in one[0]],
}


@pytest.mark.prove
@pytest.mark.parametrize("kind", FORMS)
def test_any_form_is_answered(ground, kind):
    keys, found = ground
    for requests in found.values():
        for method, there, sent in requests:
            if method == "POST":
                # Signing out changes the cookie too, which is not undone.
                client = client_of(keys["boss"])
                _try(client, "POST", there, *_body(FORMS[kind](_fields(sent, client))))


@pytest.mark.prove
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"])
def test_any_method_is_answered_and_writes_nothing(ground, method):
    keys, found = ground
    before = all_rows()
    for requests in found.values():
        _, there, sent = requests[-1]
        client = client_of(keys["boss"])
        client.generic(method, there, *reversed(_body(_fields(sent, client))))
    assert all_rows() == before


# -- what is no form

PART = b'--b\r\nContent-Disposition: form-data; name="a"%s\r\n\r\nb\r\n'
PARTS = "multipart/form-data; boundary=b"
READ, REFUSED, TOO_MANY = "read", "is sent whole, and in UTF-8: send it again.", "takes at most 10,000 fields"
BROKEN, TOO_MUCH, FILES = "came broken: send it again.", "takes at most 2.5 MB of text", "takes at most 100 files"
BODIES = {
    "bytes that are no text": (FORM, b"username=%FF\xff%ED%A0%80", READ),
    "JSON": ("application/json", b'{"username": "x"}', READ),
    "JSON that nests": ("application/json", b"[" * 100_000, READ),
    "plain text": ("text/plain", b"username=x", READ),
    "no kind of content": ("", b"username=x", READ),
    "a kind of content that is none": ("x; y; z=; =; a*=b'c'd; e*0*=f''g", b"x", READ),
    "a kind of content that cannot be read": ("text/plain; a*=nonsense''x%41", b"x", READ),
    "a boundary in bytes": ("multipart/form-data; boundary*=zlib''%41", b"x", READ),
    "no boundary": ("multipart/form-data", b"x", BROKEN),
    "a boundary that nothing has": (PARTS, b"x", READ),
    "parts without an end": (PARTS, PART % b"", READ),
    "a part that ends in its head": (PARTS, b'--b\r\nContent-Disposition: form-data; name="a"', READ),
    "a part without a name": (PARTS, b"--b\r\n\r\nb\r\n--b--\r\n", READ),
    "a file named in no encoding": (PARTS, PART % b"; filename*=nonsense''x%41" + b"--b--\r\n", READ),
    "a file named in bytes": (PARTS, PART % b"; filename*=zlib''x%41" + b"--b--\r\n", READ),
    "a part that is no base64": (PARTS, PART % b"\r\nContent-Transfer-Encoding: base64" + b"--b--\r\n", READ),
    "a file that is no base64": (
        PARTS,
        PART % b'; filename="a"\r\nContent-Transfer-Encoding: base64' + b"--b--\r\n",
        BROKEN,
    ),
    **{
        f"{kind[:14]} in {charset}": (f"{kind}; charset={charset}", PART % b"" + b"--b--\r\n", REFUSED)
        for kind in (FORM, PARTS)
        for charset in ("iso-8859-1", "utf-16", "unicode_escape", "idna", "zlib", "nonsense")
    },
    "in UTF-8, and says so": (f"{FORM}; charset=UTF-8", b"username=x", READ),
    "10,001 fields": (FORM, b"&".join([b"a=b"] * 10_001), TOO_MANY),
    "10,001 parts": (PARTS, PART % b"" * 10_001 + b"--b--\r\n", TOO_MANY),
    "101 files": (PARTS, PART % b'; filename="a"' * 101 + b"--b--\r\n", FILES),
    "3 MB": (FORM, b"username=" + b"a" * 3_000_000, TOO_MUCH),
    "3 MB in a part": (PARTS, PART % b"" + b"a" * 3_000_000 + b"\r\n--b--\r\n", TOO_MUCH),
}


class Environ(RequestFactory):
    """Makes what a server hands on, in place of a request."""

    def request(self, **request):
        return self._base_environ(**request)


@pytest.mark.same_everywhere
@pytest.mark.parametrize("kind", BODIES)
def test_what_is_no_form_is_passed_over_or_refused_in_words(kind):
    """At the server's door, as Django reads some of it before there is a request."""
    content_type, body, words = BODIES[kind]
    environ = Environ().generic("POST", "/desk/login/", body, content_type, QUERY_STRING="next=%ED%A0%80")
    started = []
    with warnings.catch_warnings():
        # Of a file that Django leaves to the collector, where it breaks off within it.
        warnings.simplefilter("ignore", ResourceWarning)
        response = application(environ, lambda status, headers: started.append(status))
        gc.collect()
    page = b"".join(response).decode()
    response.close()
    if words == READ:
        # Without the mark against forms from elsewhere, which is looked for in what could be read.
        assert started == ["403 Forbidden"]
    else:
        assert started == ["400 Bad Request"]
        assert words in page
