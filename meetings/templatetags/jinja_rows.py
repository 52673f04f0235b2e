"""What a page repeats by the hundred, from Jinja2 templates in `templates/repeated/`: rows, values, marks of sources, bars, fields."""

from django import template
from django.contrib.admin.templatetags.admin_modify import cell_count
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import Truncator, capfirst
from jinja2 import Environment, StrictUndefined

from . import components

register = template.Library()

_MARKS = ("disc", "flag", "icon", "mini_when", "passage", "row_day", "row_when", "share")


def environment(**options):
    """The Jinja2 environment of these templates: the signs of `components`, and no other code of the site."""
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals = {name: getattr(components, name) for name in _MARKS}
    made.globals |= {"capfirst": capfirst, "number": "{:,}".format, "static": static}
    made.globals |= {"cell_count": cell_count, "change_url": _change_url, "shortened": _shortened}
    return made


def _change_url(row):
    """The page of the row of an inline."""
    opts = row.model_admin.opts
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.original.pk])


def _shortened(row):
    return Truncator(row).chars(90)


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
def cites(found):
    """Citations (`Cite`) as marks, with no blank before, between or after them."""
    return _rendered("cites.html", found=found)


@register.simple_tag
def years(found, label):
    """The bars of a `Years`, twice as a drawing and once as a table; `label` is what they count."""
    return _rendered("years.html", years=found, label=label)


@register.simple_tag
def desk_rows(found):
    """The rows of an `InlineAdminFormSet`, each of two or three lines."""
    return _rendered("desk_rows.html", set=found, formset=found.formset)


@register.simple_tag
def desk_table(found, last):
    """The rows of an `InlineAdminFormSet` as a table; `last` says whether nothing comes after it."""
    return _rendered("desk_table.html", set=found, formset=found.formset, last=last)
