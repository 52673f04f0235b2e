"""Draws form fields: a page of the desk has some three hundred, and Django's own templates take most of its time for them."""

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist


class Renderer(Jinja2):
    """Fields, labels and errors from the Jinja2 templates that Django ships; what it ships in its own language alone, from those."""

    def __init__(self):
        super().__init__()
        self._others, self._found = DjangoTemplates(), {}

    def get_template(self, template_name):
        """The template of this name; raises `TemplateDoesNotExist`."""
        if template_name not in self._found:
            self._found[template_name] = self._first(template_name)
        return self._found[template_name]

    def _first(self, template_name):
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._others.get_template(template_name)
