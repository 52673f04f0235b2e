"""Dates as precise as known: every spelling, every refusal, and the way back."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.choices import Precision
from meetings.models import When

D = datetime.date

READ = [
    # text, earliest, latest, precision, entry, iso, words, days
    ("2023-09-22", D(2023, 9, 22), D(2023, 9, 22), "day", "2023-09-22", "2023-09-22", "22 September 2023", 1),
    ("2023-9-2", D(2023, 9, 2), D(2023, 9, 2), "day", "2023-09-02", "2023-09-02", "2 September 2023", 1),
    ("22 September 2023", D(2023, 9, 22), D(2023, 9, 22), "day", "2023-09-22", "2023-09-22", "22 September 2023", 1),
    (
        "  22   SEPTEMBER 2023 ",
        D(2023, 9, 22),
        D(2023, 9, 22),
        "day",
        "2023-09-22",
        "2023-09-22",
        "22 September 2023",
        1,
    ),
    ("29 Feb. 2024", D(2024, 2, 29), D(2024, 2, 29), "day", "2024-02-29", "2024-02-29", "29 February 2024", 1),
    ("2023-09", D(2023, 9, 1), D(2023, 9, 30), "month", "2023-09", "2023-09", "September 2023", 30),
    ("Sep 2023", D(2023, 9, 1), D(2023, 9, 30), "month", "2023-09", "2023-09", "September 2023", 30),
    ("2024-02", D(2024, 2, 1), D(2024, 2, 29), "month", "2024-02", "2024-02", "February 2024", 29),
    ("2023", D(2023, 1, 1), D(2023, 12, 31), "year", "2023", "2023", "2023", 365),
    ("0987", D(987, 1, 1), D(987, 12, 31), "year", "0987", "0987", "987", 365),
    ("0987-05", D(987, 5, 1), D(987, 5, 31), "month", "0987-05", "0987-05", "May 0987", 31),
    (
        "2019-07-21..2019-07-23",
        *(D(2019, 7, 21), D(2019, 7, 23), "span"),
        *("2019-07-21..2019-07-23", "2019-07-21", "21–23 July 2019", 3),
    ),
    (
        "2019-07-30 .. 2 Aug 2019",
        *(D(2019, 7, 30), D(2019, 8, 2), "span"),
        *("2019-07-30..2019-08-02", "2019-07-30", "30 July – 2 August 2019", 4),
    ),
    (
        "2019-12-30..2020-01-02",
        *(D(2019, 12, 30), D(2020, 1, 2), "span"),
        *("2019-12-30..2020-01-02", "2019-12-30", "30 December 2019 – 2 January 2020", 4),
    ),
    (
        "Within 2023-09-20..2023-09-24",
        *(D(2023, 9, 20), D(2023, 9, 24), "within"),
        *("within 2023-09-20..2023-09-24", "2023-09-20", "one day within 20–24 September 2023", 5),
    ),
    (
        "2019..2020-02",
        *(D(2019, 1, 1), D(2020, 2, 29), "span"),
        *("2019-01-01..2020-02-29", "2019-01-01", "1 January 2019 – 29 February 2020", 425),
    ),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "precision", "entry", "iso", "words", "days"), READ)
def test_read_and_shown(text, earliest, latest, precision, entry, iso, words, days):
    date = When.parse(text)
    assert date == (earliest, latest, precision)
    assert (date.entry, date.iso, date.text, date.days) == (entry, iso, words, days)


NO_DAY = "“{}” is not in the calendar."
NO_FORM = "Write a date as 2023, 2023-09, 2023-09-22, 22 September 2023 or 2023-09-20..2023-09-24."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2023-02-31", NO_DAY.format("2023-02-31")),
        ("2023-13", NO_DAY.format("2023-13")),
        ("2023-00", NO_DAY.format("2023-00")),
        ("0000", NO_DAY.format("0000")),
        ("31 June 2023", NO_DAY.format("31 June 2023")),
        ("2023-09-24..2023-09-20", "The last day is before the first one."),
        ("within 2023", "Write both days after “within”: within 2023-09-20..2023-09-24."),
        ("", NO_FORM),
        ("..", NO_FORM),
        ("2023..", NO_FORM),
        ("yesterday", NO_FORM),
        ("22/09/2023", NO_FORM),
        ("22 Septembre 2023", NO_FORM),
        ("2023-09-22T10:00", NO_FORM),
        ("2023\x00", NO_FORM),
        ("10" * 4000, NO_FORM),
    ],
)
def test_refused(text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        When.parse(text)


@pytest.mark.parametrize(
    ("text", "day", "covered"),
    [
        ("2023-09", D(2023, 9, 1), True),
        ("2023-09", D(2023, 9, 30), True),
        ("2023-09", D(2023, 8, 31), False),
        ("2023-09-20..2023-09-24", D(2023, 9, 24), True),
        ("2023-09-20..2023-09-24", D(2023, 9, 25), False),
    ],
)
def test_covers(text, day, covered):
    assert When.parse(text).covers(day) is covered


days = st.dates()
dates = st.one_of(
    days.map(lambda day: When(day, day, Precision.DAY)),
    days.map(lambda day: When.parse(day.isoformat()[:7])),
    days.map(lambda day: When.parse(day.isoformat()[:4])),
    st.builds(
        lambda a, b, precision: When(min(a, b), max(a, b), precision),
        *(days, days, st.sampled_from([Precision.WITHIN, Precision.SPAN])),
    ),
)


@pytest.mark.prove
@given(dates)
def test_every_date_reads_back(date):
    assert When.parse(date.entry) == date


@pytest.mark.prove
@given(dates)
def test_words_are_never_more_precise_than_known(date):
    if date.precision == Precision.YEAR:
        assert date.text == str(date.earliest.year)
    if date.precision == Precision.MONTH:
        assert not date.text[0].isdigit()


@pytest.mark.prove
@given(st.text())
def test_any_text_is_read_or_refused_in_words(text):
    try:
        date = When.parse(text)
    except ValueError as refused:
        words = str(refused)
    else:
        words = "“" if When.parse(date.entry) == date else ""
    assert words.startswith(("Write ", "“", "The last day"))
