"""Nothing comes from another host, nothing inline, and what others made is what they made; all flags are one picture of them."""

import hashlib
import re
from pathlib import Path

import pycountry
import pytest
from django import forms
from django.contrib import admin
from django.contrib.messages import DEFAULT_TAGS
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from PIL import Image, ImageChops, ImageStat

from meetings.templatetags.components import FLAGS

from . import flags

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "meetings"
STATIC = HOUSE / "static" / "meetings"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# An address with its scheme or without ("//host"), in any attribute, url() or @import that makes a browser fetch.
FETCHES = re.compile(
    r"""(?:\bsrc|\bsrcset|<link[^>]*\bhref|\bxlink:href|\baction)\s*=\s*["']?\s*(?:https?:)?//""", re.I
)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script without src": re.compile(r"<script\b(?![^>]*\ssrc\s*=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.I),
    "a javascript: address": re.compile(r"""=\s*["']?\s*javascript:""", re.I),
}


def vendored():
    """Each line of VENDORED.txt as its path and checksum."""
    lines = (HOUSE / "VENDORED.txt").read_text().splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def test_vendored_files_are_unchanged():
    changed = [
        path for path, digest in vendored().items() if hashlib.sha256((HOUSE / path).read_bytes()).hexdigest() != digest
    ]
    assert changed == []


def test_every_vendored_file_is_listed():
    found = [*(HOUSE / "flags").iterdir(), *(STATIC / "fonts").iterdir(), *(STATIC / "js").glob("*htmx*")]
    found += (STATIC / "img").glob("LICENSE*")
    assert {path.relative_to(HOUSE).as_posix() for path in found} == set(vendored())


def test_every_country_of_iso_3166_has_its_flag():
    assert set(FLAGS) == {country.alpha_2 for country in pycountry.countries} | {"XK"}


def test_the_picture_of_all_flags_shows_each_in_its_place(browser):
    def differ(one, other):
        white = Image.new("RGBA", one.size, "white")
        pair = (Image.alpha_composite(white, flag).convert("RGB") for flag in (one, other))
        return max(ImageStat.Stat(ImageChops.difference(*pair)).mean) > 6

    kept = dict(zip(FLAGS, flags.kept(), strict=True))
    pairs = zip(kept.items(), flags.drawn(browser), strict=True)
    assert [code for (code, one), other in pairs if differ(one, other)] == [], "python -m tests.flags"
    bands = {code: [kept[code].getpixel((28, y))[:3] for y in (7, 21, 35)] for code in ("AM", "RU", "YE")}
    assert bands == {
        "AM": [(217, 0, 18), (0, 51, 160), (242, 168, 0)],
        "RU": [(255, 255, 255), (0, 57, 166), (213, 43, 30)],
        "YE": [(241, 6, 0), (255, 255, 255), (0, 0, 1)],
    }


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_css_fetches_nothing_from_elsewhere(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    assert re.findall(r"@import|https?:|url\(\s*[\"']?(?://|data:)", text) == []
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert (path.parent / address).resolve().is_file(), address


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_css_turns_round_with_the_page(path):
    sided = r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:|(?:text-align|float|clear):\s*(?:left|right)"
    assert re.findall(sided, path.read_text()) == []


def words(paths):
    """What may be a class: the words of `class="..."` in templates, and of every string in Python and scripts."""
    for path in paths:
        strings = r"class=\"((?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*)\"" if path.suffix == ".html" else r"([\"'`])(.*?)\1"
        for found in re.finditer(strings, path.read_text()):
            yield from re.findall(r"[\w-]+", found.group())


def test_no_rule_is_for_a_class_that_nothing_has():
    folders = (HOUSE, ROOT / "templates", Path(admin.__file__).parent, Path(forms.__file__).parent)
    paths = {path for folder in folders for path in folder.rglob("*.*") if path.suffix in {".html", ".js", ".py"}}
    known, unknown = {*DEFAULT_TAGS.values(), *words(paths)}, set()
    for path in (STATIC / "css").glob("*.css"):
        rules = re.findall(r"([^{}]*)\{", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))
        classes = {name for rule in rules if "@" not in rule for name in re.findall(r"\.([a-z][\w-]*)", rule)}
        # The admin makes classes of a field's name, and Select2 of what it shows.
        unknown |= {f"{path.name}: {name}" for name in classes if re.sub(r"^field-|--.*", "", name) not in known}
    assert unknown == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_hold_nothing_inline_and_fetch_nothing_from_elsewhere(path):
    # Comments may speak of what the tags may not hold; template tags inside attributes would hide the rest of a tag.
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.S)
    assert [name for name, pattern in INLINE.items() if pattern.search(text)] == []
    assert FETCHES.findall(text) == []


def test_scripts_write_no_markup_and_fetch_nothing():
    for path in {*(STATIC / "js").glob("*.js")} - {STATIC / "js" / "htmx.min.js"}:
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?:|\.style\b", path.read_text()
        )
        assert found == [], path.name


def test_every_reference_survives_hashed_names(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {}
    for path in STATIC.rglob("*"):
        if path.is_file():
            name = f"meetings/{path.relative_to(STATIC).as_posix()}"
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(path.read_bytes())
            paths[name] = (storage, name)
    failed = [str(result) for _, _, result in storage.post_process(paths) if isinstance(result, Exception)]
    assert failed == []
    tokens = (tmp_path / storage.stored_name("meetings/css/tokens.css")).read_text()
    assert re.findall(r"url\(\"\.\./fonts/[\w-]+\.[0-9a-f]{12}\.woff2\"\)", tokens)
    assert "normal.woff2" not in tokens
