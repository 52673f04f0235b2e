"""Lets a template break a line where a reader of the page may see no blank."""

import re

from django import template

register = template.Library()

_BESIDE_A_TAG = re.compile(r"\A\s*\n\s*|\s*\n\s*\Z|(?<=>)\s*\n\s*|\s*\n\s*(?=<)")
_BETWEEN_WORDS = re.compile(r"\s*\n\s*")


@register.tag
def joined(parser, _token):
    """What stands up to `{% endjoined %}` as one line: an end of a line is nothing beside a tag and a blank between two words.

    Only what the template itself says is joined, and when it is read: a page costs no more. A blank that must stay at the
    end or beginning of a line is written `{{ " " }}`.
    """
    found = parser.parse(["endjoined"])
    parser.delete_first_token()
    for text in found.get_nodes_by_type(template.base.TextNode):
        text.s = _BETWEEN_WORDS.sub(" ", _BESIDE_A_TAG.sub("", text.s))
    return _Joined(found)


class _Joined(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)
