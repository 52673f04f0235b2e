"""A reader without a browser: follows every link of the site from the pages it is given."""

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse

MOST_PAGES = 5000
ELSEWHERE = ("/static/", "/desk/")


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in {"href", "src", "action"} and value is not None]


def links(html, base, beside=ELSEWHERE):
    """The addresses on this site that a page leads to, in its order, without fragments and what is `beside`: assets, the desk."""
    parser = _Links()
    parser.feed(html)
    found = (urldefrag(urljoin(base, link)).url for link in parser.found)
    inside = (link for link in found if not urlsplit(link).netloc and not urlsplit(link).scheme)
    return [link for link in dict.fromkeys(inside) if not link.startswith(beside)]


def fetch(client, url, **options):
    """What a reader gets of an address; a file that is sent in pieces is put together."""
    response = client.get(url, **options)
    if not response.streaming:
        return response
    return HttpResponse(response.getvalue(), status=response.status_code, headers=dict(response.headers))


def one_filter(url):
    """Whether to open an address when lists are crawled: facets multiply lists without end, so those of one filter at most."""
    address = urlsplit(url)
    if not address.path.startswith(("/meetings/", "/meetings.", "/search/")):
        return True
    return address.query.count("=") + address.query.count(",") < (1 if "/by/" in address.path else 2)


def crawl(client, starts=("/",), wanted=lambda url: True):
    """Every page that links lead to from `starts`, as {address: response}; redirects are kept and followed.

    `wanted` says which of the addresses found to open. Fails when there seems to be no end of them.
    """
    pages, waiting = {}, deque(starts)
    while waiting:
        url = waiting.popleft()
        if url in pages:
            continue
        assert len(pages) < MOST_PAGES, f"no end of pages, the last one {url}"
        response = pages[url] = fetch(client, url)
        html = response.content.decode() if response.get("Content-Type", "").startswith("text/html") else ""
        found = [response["Location"]] if "Location" in response else links(html, url)
        waiting += [link for link in found if link not in pages and wanted(link)]
    return pages
