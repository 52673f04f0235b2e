"""What a page repeats by the hundred, from Jinja2 templates in `templates/repeated/`: rows, values of a facet, bars of years."""

from django import template
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from jinja2 import Environment, StrictUndefined

from . import marks

register = template.Library()

_MARKS = ("disc", "flag", "icon", "mini_when", "passage", "row_day", "row_when", "share")


def environment(**options):
    """The Jinja2 environment of these templates: the signs of `marks`, and no other code of the site."""
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals = {name: getattr(marks, name) for name in _MARKS}
    made.globals |= {"capfirst": capfirst, "number": "{:,}".format}
    return made


def _rendered(name, **context):
    return mark_safe(engines["repeated"].get_template(name).render(context))


@register.simple_tag
def rows(found, look="full", query="", passages=None):
    """Rows of meetings as list items; `look` is "full", "compact" or "mini", `query` what leads from a meeting back to its list."""
    return _rendered(f"rows_{look}.html", found=found, query=query, passages=passages)


@register.simple_tag
def options(facet, found, total, path="", top=False):
    """The values of a facet, each with its link from `path`, its number, and its share of a list of `total` meetings."""
    return _rendered("options.html", facet=facet, options=found, all=total, list=path, top=top)


@register.simple_tag
def years(found, label):
    """The bars of a `Years`, twice as a drawing and once as a table; `label` is what they count."""
    return _rendered("years.html", years=found, label=label)
