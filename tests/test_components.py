"""The signs of the register, character by character."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from meetings.choices import Precision
from meetings.models.dates import When
from meetings.templatetags import components

DAY = datetime.date
TRACK = (
    '<svg class="yt" viewBox="0 0 64 8" aria-hidden="true"><path class="l" d="M1 4H63"/>'
    '<path class="l" d="M1 1.5v5M63 1.5v5"/>{}</svg>'
)
START, END = "M7.25 1.25a6.75 6.75 0 0 0 0 13.5z", "M8.75 1.25a6.75 6.75 0 0 1 0 13.5z"


def when(first, last=None, precision=Precision.DAY):
    return When(first, last or first, precision)


def test_flag_stands_silent_before_a_name():
    place = list(components.FLAGS).index("AZ")
    assert place == 15
    html = (
        '<svg class="flag" viewBox="964 3 56 42" aria-hidden="true">'
        '<image href="/static/meetings/img/flags.webp" width="1024" height="768"/></svg>'
    )
    assert components.flag(SimpleNamespace(code="AZ")) == html


@pytest.mark.parametrize("country", [None, "", SimpleNamespace(code="SUHH"), SimpleNamespace(code="QQ")])
def test_no_flag_prints_nothing(country):
    assert components.flag(country) == ""


@pytest.mark.parametrize(
    ("who", "inside"),
    [
        ("both", f'<path class="h a on" d="{START}"/><path class="h b on" d="{END}"/>'),
        ("a", f'<path class="h a on" d="{START}"/><path class="h b" d="{END}"/>'),
        ("b", f'<path class="h a" d="{START}"/><path class="h b on" d="{END}"/>'),
        ("none", f'<path class="h a" d="{START}"/><path class="h b" d="{END}"/>'),
        ("third", '<circle class="h" cx="8" cy="8" r="6.5" stroke-dasharray="2.2 1.9"/>'),
    ],
)
def test_disc(who, inside):
    assert components.disc(who) == f'<svg class="disc" viewBox="0 0 16 16" aria-hidden="true">{inside}</svg>'


def test_disc_of_three_parties_prints_nothing():
    assert components.disc("") == ""


def test_label_of_a_disc_is_escaped():
    assert components.disc("a", "<b>").endswith('</svg><span class="vh">&lt;b&gt;</span>')


@pytest.mark.parametrize(
    ("value", "point"),
    [
        (when(DAY(2023, 9, 22)), '<circle class="m" cx="45.9" cy="4" r="3"/>'),
        (when(DAY(2023, 1, 1)), '<circle class="m" cx="1.1" cy="4" r="3"/>'),
        (when(DAY(2024, 12, 31)), '<circle class="m" cx="62.9" cy="4" r="3"/>'),
        (
            when(DAY(2023, 9, 1), DAY(2023, 9, 30), Precision.MONTH),
            '<rect class="m" x="42.3" y="2" width="5.1" height="4" rx="1"/>',
        ),
        (
            when(DAY(2024, 1, 1), DAY(2024, 12, 31), Precision.YEAR),
            '<rect class="m" x="1.0" y="2" width="62.0" height="4" rx="1"/>',
        ),
        (
            when(DAY(2019, 12, 30), DAY(2020, 1, 2), Precision.SPAN),
            '<rect class="m" x="1.0" y="2" width="62.0" height="4" rx="1"/>',
        ),
        (
            when(DAY(2019, 12, 30), DAY(2019, 12, 31), Precision.WITHIN),
            '<rect class="m" x="60.0" y="2" width="3.0" height="4" rx="1"/>',
        ),
    ],
)
def test_year_track(value, point):
    assert components.year_track(value) == TRACK.format(point)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (when(DAY(2023, 9, 22)), '<time datetime="2023-09-22">22 September 2023</time>'),
        (when(DAY(2023, 9, 1), DAY(2023, 9, 30), Precision.MONTH), '<time datetime="2023-09">September 2023</time>'),
        (when(DAY(2024, 1, 1), DAY(2024, 12, 31), Precision.YEAR), '<time datetime="2024">2024</time>'),
        (
            when(DAY(2019, 7, 21), DAY(2019, 7, 23), Precision.SPAN),
            '<time datetime="2019-07-21">21</time>–<time datetime="2019-07-23">23 July 2019</time>',
        ),
        (
            when(DAY(2019, 12, 30), DAY(2020, 1, 2), Precision.SPAN),
            '<time datetime="2019-12-30">30 December 2019</time> – <time datetime="2020-01-02">2 January 2020</time>',
        ),
        (
            when(DAY(2019, 7, 21), DAY(2019, 7, 23), Precision.WITHIN),
            'one day within <time datetime="2019-07-21">21</time>–<time datetime="2019-07-23">23 July 2019</time>',
        ),
        (None, ""),
    ],
)
def test_when(value, html):
    assert components.when_tag(value) == html


@pytest.mark.parametrize(
    ("value", "date", "note"),
    [
        (when(DAY(2023, 9, 22)), '<time datetime="2023-09-22">22 Sep</time>', "Friday"),
        (when(DAY(2023, 9, 1), DAY(2023, 9, 30), Precision.MONTH), '<time datetime="2023-09">Sep</time>', "month only"),
        (when(DAY(2024, 1, 1), DAY(2024, 12, 31), Precision.YEAR), '<time datetime="2024">Year only</time>', ""),
        (
            when(DAY(2019, 7, 21), DAY(2019, 7, 23), Precision.SPAN),
            '<time datetime="2019-07-21">21</time>–<time datetime="2019-07-23">23 Jul</time>',
            "3 days",
        ),
        (
            when(DAY(2019, 12, 30), DAY(2020, 1, 2), Precision.WITHIN),
            '<time datetime="2019-12-30">30 Dec</time> – <time datetime="2020-01-02">2 Jan 2020</time>',
            "one of 4 days",
        ),
    ],
)
def test_row_when(value, date, note):
    small = f"<small>{note}</small>" if note else ""
    assert components.row_when(value) == f"{date}{components.year_track(value)}{small}"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (when(DAY(2025, 2, 19)), '<time datetime="2025-02-19">19 Feb</time><small>2025</small>'),
        (
            when(DAY(2025, 2, 1), DAY(2025, 2, 28), Precision.MONTH),
            '<time datetime="2025-02">Feb</time><small>2025</small>',
        ),
        (
            when(DAY(2024, 1, 1), DAY(2024, 12, 31), Precision.YEAR),
            '<time datetime="2024">2024</time><small>year only</small>',
        ),
        (
            when(DAY(2019, 12, 30), DAY(2020, 1, 2), Precision.SPAN),
            '<time datetime="2019-12-30">30 Dec</time> – <time datetime="2020-01-02">2 Jan</time><small>2019–2020</small>',
        ),
    ],
)
def test_mini_when(value, html):
    assert components.mini_when(value) == html


def test_unknown_date_draws_nothing():
    assert (components.row_when(None), components.mini_when(None), components.year_track(None)) == ("", "", "")


@pytest.mark.parametrize(
    ("number", "total", "width"), [(7, 10, "70"), (1, 3, "33.33"), (0, 5, "0"), (9, 5, "100"), (0, 0, "0")]
)
def test_share(number, total, width):
    assert components.share(number, total) == (
        '<svg class="bar" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="2"/></svg>'
    )


def test_icons_that_point_turn_with_the_page():
    assert (
        components.icon("cross")
        == '<svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>'
    )
    assert (
        components.icon("next")
        == '<svg class="ic flip" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3l5 5-5 5"/></svg>'
    )


def test_tags_in_a_template():
    source = '{% load components %}{% when value %}{% row_when value %}{% flag none %}{% disc "both" %}{% icon "check" %}{% share 1 2 %}'
    html = Template(source).render(Context({"value": when(DAY(2023, 9, 22)), "none": None}))
    assert "&lt;" not in html
    assert html.startswith(
        '<time datetime="2023-09-22">22 September 2023</time><time datetime="2023-09-22">22 Sep</time>'
    )


def test_a_number_of_meetings_leads_to_them_and_is_told_in_full():
    one = SimpleNamespace(url="/meetings/?place=1&sort=date", count=1200, label="<Rome>")
    link = '<a class="ct" href="/meetings/?place=1&amp;sort=date">{}<span class="vh"> {}</span></a>'
    assert components.count(one, "held in") == link.format("1,200", "meetings held in &lt;Rome&gt;")
    one.count = 1
    assert components.count(one, lead="talked about at") == link.format("talked about at 1", "meeting")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("\n  <b>{{ a }}</b>\n  <i>i</i>\n", "<b>A\n A</b><i>i</i>"),
        ("\n  one\n  two <b>b</b>\n", "one two <b>b</b>"),
        ("\n  {% if a %}\n    one\n  {% else %}\n    two\n  {% endif %}\n  , three", "one, three"),
        ('\n  {% for x in "ab" %}\n    {{ x }}{{ " " }}\n  {% endfor %}\n', "a b "),
    ],
)
def test_lines_are_joined_without_what_they_say_of_others(source, html):
    template = Template("{% joined %}" + source + "{% endjoined %}")
    assert template.render(Context({"a": "A\n A"})) == html
