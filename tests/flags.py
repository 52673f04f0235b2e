"""The picture of all flags, made of the drawing of each as Chromium draws it: `python -m tests.flags` writes it anew."""

import base64
import io
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from PIL import Image  # noqa: E402

from meetings.templatetags.components import FLAG_EDGE, FLAG_ROOM, FLAGS, FLAGS_IN_A_ROW  # noqa: E402

from .conftest import CHROMIUM, ROOT  # noqa: E402

PICTURE = ROOT / "meetings/static/meetings/img/flags.webp"
SIZE = (FLAG_ROOM[0] - 2 * FLAG_EDGE[0], FLAG_ROOM[1] - 2 * FLAG_EDGE[1])


def drawn(browser):
    """The flags in their order, each a picture of its own, as a browser draws them."""
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1] * len(FLAGS)})
    drawings = (base64.b64encode(path.read_bytes()).decode() for path in FLAGS.values())
    images = "".join(f'<img src="data:image/svg+xml;base64,{text}">' for text in drawings)
    page.set_content(f"<style>body {{ margin: 0 }} img {{ display: block; width: {SIZE[0]}px }}</style>{images}")
    column = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    page.close()
    return [column.crop((0, number * SIZE[1], SIZE[0], (number + 1) * SIZE[1])) for number in range(len(FLAGS))]


def kept():
    """The flags as the picture on file has them."""
    picture = Image.open(PICTURE).convert("RGBA")
    corners = ((x + FLAG_EDGE[0], y + FLAG_EDGE[1]) for x, y in _corners())
    return [picture.crop((x, y, x + SIZE[0], y + SIZE[1])) for x, y in corners]


def _corners():
    places = (divmod(number, FLAGS_IN_A_ROW) for number in range(len(FLAGS)))
    return [(column * FLAG_ROOM[0], row * FLAG_ROOM[1]) for row, column in places]


def write(flags):
    """Write the picture: each flag in its room, whose edges repeat the flag's own, so that no neighbour shines through.

    Of sixteen colours a flag is hardly another, and all of them together take half the bytes.
    """
    corners = _corners()
    picture = Image.new("RGBA", (FLAGS_IN_A_ROW * FLAG_ROOM[0], corners[-1][1] + FLAG_ROOM[1]))
    for flag, corner in zip(flags, corners, strict=True):
        plain = flag.convert("RGB").quantize(16, kmeans=1, dither=Image.Dither.NONE).convert("RGBA")
        plain.putalpha(flag.getchannel("A"))
        room = plain.resize(FLAG_ROOM, Image.Resampling.NEAREST)
        room.paste(plain, FLAG_EDGE)
        picture.paste(room, corner)
    picture.save(PICTURE, lossless=True, quality=100, method=6)


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        write(drawn(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])))
