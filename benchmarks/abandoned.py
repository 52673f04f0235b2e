"""Readers who leave: ten ask for the slowest page and go, and the home page must answer soon after.

    DATABASE_URL=sqlite:////tmp/benchmark.sqlite3 python -m benchmarks.abandoned [--meetings 20000] [--readers 10]

fills an empty SQLite database with a synthetic register first, and needs `manage.py collectstatic`. The site is served as `make demo`
serves it. A server cannot see a reader go before it writes: what was asked for is made to its end, or to the end of its budget.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from html import unescape

from django.conf import settings
from django.db import connection

from . import ground

STAY = 0.1
"""Seconds after which a reader leaves."""

GOAL = 3
"""Seconds after their leaving in which the home page is to have answered."""


def command(port):
    """The server's command, as the Makefile has it."""
    lines = (settings.BASE_DIR / "Makefile").read_text().replace("\\\n", " ")
    words = re.search(r"-m (gunicorn .*)", lines)[1].replace("$(PORT)", str(port))
    return [sys.executable, "-m", *words.split()]


@contextmanager
def served():
    """Serve the register until the end of the block; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
    server = subprocess.Popen(command(port), cwd=settings.BASE_DIR, env=environment)
    try:
        while not _listens(port):
            assert server.poll() is None, "The server ended."
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _listens(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def page(port, path, right=(200,)):
    """The text of a page, whose status must be a right one, and the seconds it took."""
    begun = time.perf_counter()
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    asked.request("GET", path)
    answer = asked.getresponse()
    text = answer.read().decode()
    asked.close()
    assert answer.status in right, (path, answer.status)
    return text, time.perf_counter() - begun


def slowest(port):
    """The slowest page and its seconds, of the first of each kind that the home page, the list and the map of the site lead to."""
    links = re.findall(r'href="(/[^"#]*)', page(port, "/")[0] + page(port, "/meetings/")[0])
    maps = re.findall(r"<loc>\w+://[^/]+(.*?)</loc>", page(port, "/sitemap.xml")[0])
    kinds = {}
    for link in map(unescape, links + maps):
        path, _, query = link.partition("?")
        # Files are no pages: they are written as they are made, and may take their time.
        if link in maps or (path.endswith("/") and not path.startswith("/desk/")):
            kinds.setdefault((path.split("/")[1], path.count("/"), *re.findall(r"(\w+)=", query)), link)
    # One that costs too much says so.
    seconds = {link: page(port, link, right=(200, 503))[1] for link in kinds.values()}
    return max(seconds.items(), key=lambda pair: pair[1])


def leave(port, path, readers):
    """So many ask for a page, and go without waiting for it."""
    asked = [socket.create_connection(("127.0.0.1", port)) for _ in range(readers)]
    for one in asked:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    time.sleep(STAY)
    for one in asked:
        one.close()


def main(argv=None):
    """Find the slowest page, leave it, ask for the home page, print; 1 where that took longer than the goal."""
    options = ground.options(__doc__, argv, meetings=20_000, readers=10)
    assert connection.vendor == "sqlite", "It serves what make demo serves, which lies in SQLite."
    ground.stand(options.meetings)
    with served() as port:
        right = page(port, "/")[0]
        path, alone = slowest(port)
        home = page(port, "/")[1]
        leave(port, path, options.readers)
        text, seconds = page(port, "/")
    assert text == right, "The home page is another than before."
    assert "<h1" in text, "The home page has no heading."
    print(
        f"{options.meetings:,} meetings; alone the slowest page, {path}, takes {alone:.2f} s, and the home page {home:.2f} s"
    )
    print(f"{options.readers} readers left it after {STAY} s: the home page answered {seconds:.2f} s later")
    return 0 if seconds <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
