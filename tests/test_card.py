"""The picture beside a link: the right size, whole whatever the title, and the same for the same words."""

import io
import random

import pytest
from django.http import QueryDict
from PIL import Image, ImageChops

from meetings.filters import Selection
from meetings.formats.social_image import SIZE, card

from .build import make_meeting
from .leaky import HIDDEN
from .naughty import NAUGHTY

pytestmark = [pytest.mark.django_db, pytest.mark.same_everywhere]


def drawn(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def inked(picture):
    """The box of all that is drawn."""
    return ImageChops.difference(picture, Image.new("RGB", picture.size, "#ffffff")).getbbox()


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Pakistan and Azerbaijan",
        "word " * 200,
        "w" * 400,
        "Yaşar Güler, Ağa, Đorđe, Ilie-Adrian Țîrlea",
        "وزیر خارجہ پاکستان",
        "外交部长 🇵🇰 \u0000\u202e",
        *random.Random(3).sample([text for text in NAUGHTY if len(text) < 2000], 40),
    ],
)
def test_any_title_fits(title):
    picture = drawn(card(title, title))
    assert picture.size == SIZE
    left, top, right, bottom = inked(picture)
    assert left >= 70
    assert top >= 50
    assert right <= SIZE[0] - 70
    assert bottom <= SIZE[1] - 20


def test_the_words_make_the_picture():
    assert card("A", "x") == card("A", "x")
    assert card("A", "x") != card("B", "x")
    assert card("Güler", "") != card("Gler", "")
    assert card("Ağa", "") != card("Aa", "")


def test_pages_point_at_it(client, one):
    html = client.get(one.get_absolute_url()).content.decode()
    assert f'<meta property="og:image" content="http://testserver/meetings/{one.pk}.png">' in html
    picture = client.get(f"/meetings/{one.pk}.png")
    assert (picture["Content-Type"], drawn(picture.content).size) == ("image/png", SIZE)
    html = client.get("/meetings/?country=PK").content.decode()
    assert '<meta property="og:image" content="http://testserver/meetings.png?country=PK">' in html
    assert client.get("/meetings.png?country=PK").content == card(
        Selection(QueryDict("country=PK")).text,
        "A public register of diplomatic meetings",
    )


def test_hidden_meetings_have_none(client, leaky):
    assert [client.get(f"/meetings/{one.pk}.png").status_code for one in leaky.meetings] == [404, 404, 410]
    assert HIDDEN.encode() not in client.get(f"/meetings/{leaky.meetings[2].pk}.png").content


def test_without_a_date(client):
    meeting = make_meeting(date="")
    assert drawn(client.get(f"/meetings/{meeting.pk}.png").content).size == SIZE
