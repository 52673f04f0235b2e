"""The picture that other sites show beside a link: a title and a few words, drawn with the site's own type."""

import io
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
"""Pixels, the shape that OpenGraph's readers expect."""

_FONTS = Path(__file__).resolve().parent.parent / "static/meetings/fonts"
_SERIF = ("source-serif-4-latin-opsz-normal", "source-serif-4-latin-ext-opsz-normal", "vazirmatn-arabic-wght-normal")
_SANS = ("source-sans-3-latin-wght-normal", "source-sans-3-latin-ext-wght-normal", "vazirmatn-arabic-wght-normal")
_PAPER, _INK, _SOFT, _MARK = "#ffffff", "#12202a", "#4a5a66", "#0b6b6b"
_MARGIN = 80
_LINES = 5


@cache
def _font(name, size, weight):
    font = ImageFont.truetype(_FONTS / f"{name}.woff2", size)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([weight, *(min(size, axis["maximum"]) for axis in axes[1:])])
    return font


@lru_cache(maxsize=20_000)
def _draws(font, sign):
    """Whether a font has a sign: what it lacks it draws as it draws a sign that no font has."""
    return sign.isspace() or bytes(font.getmask(sign)) != bytes(font.getmask("\uffff"))


def _runs(text, fonts):
    """The text in pieces of (words, font), each sign in the first font that has it; one that none has is left out."""
    runs = []
    for sign in text:
        font = next((font for font in fonts if _draws(font, sign)), None)
        if font is None:
            continue
        if runs and runs[-1][1] is font:
            runs[-1][0] += sign
        else:
            runs.append([sign, font])
    return runs


def _width(text, fonts):
    return sum(font.getlength(run) for run, font in _runs(text, fonts))


def _wrapped(text, fonts, most):
    """The text in lines that fit, at most `most`, the last one cut with an ellipsis; too long a word is cut too."""
    room, lines, words = SIZE[0] - 2 * _MARGIN, [""], text.split()
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, fonts) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = len(lines) > most
    lines = lines[:most]
    for number, line in enumerate(lines):
        ellipsis = "…" if cut and number == most - 1 else ""
        while line and _width(line + ellipsis, fonts) > room:
            line, ellipsis = line[:-1], "…"
        lines[number] = line.rstrip() + ellipsis
    return lines


def card(title, note):
    """A PNG of the title, and of a line of words below it; equal words give equal bytes."""
    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)

    def write(text, x, y, fonts, colour):
        for run, font in _runs(text, fonts):
            draw.text((x, y), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)

    def family(names, size, weight):
        return [_font(name, size, weight) for name in names]

    # The site's sign: a disc of two halves, the two accounts of one meeting.
    draw.ellipse((_MARGIN, 64, _MARGIN + 44, 108), fill=_INK)
    draw.line((_MARGIN + 22, 62, _MARGIN + 22, 110), fill=_PAPER, width=4)
    write("diplotrack", _MARGIN + 62, 100, family(_SERIF, 40, 700), _INK)
    draw.rectangle((_MARGIN, 140, SIZE[0] - _MARGIN, 143), fill=_MARK)

    size = 64 if len(title) < 110 else 52
    fonts = family(_SERIF, size, 600)
    for number, line in enumerate(_wrapped(title, fonts, _LINES)):
        write(line, _MARGIN, 230 + round(number * size * 1.2), fonts, _INK)
    fonts = family(_SANS, 34, 400)
    for line in _wrapped(note, fonts, 1):
        write(line, _MARGIN, SIZE[1] - 56, fonts, _SOFT)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=False)
    return file.getvalue()
