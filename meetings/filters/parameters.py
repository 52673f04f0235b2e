"""What a parameter of the list is: how each sort of it reads its values, narrows the register by them, and is spoken of."""

import django_filters
from django.db.models import Exists, OuterRef, Q

from ..choices import Dimension
from ..index.fulltext import matching
from ..models import Country, Posting
from .values import DayField, Value, ValuesField, WordsField

ANY_STATUS = "any"

_FEW = 4  # values beyond which SQLite, asked of each meeting, would look up each of them for each


def by_name(value):
    """A value in the sentence by its name."""
    return value.label


def in_lower_case(value):
    """A value in the sentence as a word like others."""
    return value.label.lower()


class Parameter(django_filters.Filter):
    """A parameter of the contract: all that the list, its facets, sentence and chips, and the API say of it.

    `label` is its title, `chip` a shorter one for the chip. In the sentence its values stand after the words `said`, each
    `written` in its own way; without `said` the sentence has a place of its own for them, or none. `comma`: a comma
    parts several values, any of which will do. `narrows`: the parameter once more narrows the list further; else its one
    comma list grows. `on_own_page`: its facet stands beside the list only where one of its values is chosen.
    """

    field_class = ValuesField
    comma = True
    tree = False

    def __init__(self, label, said=None, written=by_name, *, chip="", narrows=False, on_own_page=False, **field):
        super().__init__(label=label, **field)
        self.said, self.written = said, written
        self.chip, self.narrows, self.on_own_page = chip or label, narrows, on_own_page

    def condition(self, group, values):
        """The condition that a group of `Value`s sets on entries, any of them: without one no meeting has it.

        `values` are the `Groups` of all parameters by name.
        """
        return self.any_of([value.target for value in group], values) if group else Q(pk__in=())

    def any_of(self, targets, values):
        """The condition that an entry has one of some targets at least."""
        raise NotImplementedError


class Search(Parameter):
    """Words to look for."""

    field_class = WordsField
    comma = False

    def __init__(self, *said):
        super().__init__(*said)
        self._found = {}

    def any_of(self, targets, values):
        # One page asks for the same words several times, and the register may change between two pages only.
        (query,) = targets
        if query not in self._found:
            self._found[query] = matching(query)
        return self._found[query]


class Day(Parameter):
    """One end of the span of dates; `overlaps` makes of a `When` the condition that an entry may reach into the span there."""

    field_class = DayField
    comma = False

    def __init__(self, label, overlaps):
        super().__init__(label)
        self._overlaps = overlaps

    def any_of(self, targets, values):
        return self._overlaps(*targets)


class Switch(Parameter):
    """A parameter of one `word` that changes how another one, `of`, is read, as the sentence then says of that one."""

    comma = False

    def __init__(self, label, said, *, of, word, means):
        values = {word: Value(word, means, word)}
        super().__init__(label, read=lambda texts: values, error=f"is not {word}")
        self.of, self.aside = of, said

    def condition(self, group, values):
        return Q()


class Column(Parameter):
    """Words of a closed vocabulary, of which each entry has one or none in the column of the parameter's name."""

    def __init__(self, label, kind, said=None, written=in_lower_case):
        super().__init__(label, said, written, read=kind.read, error=kind.error)
        self.kind = kind

    def any_of(self, targets, values):
        return Q(**{f"{self.field_name}__in": targets})


class StatusColumn(Column):
    """What is known of whether it took place; `any` asks for no status."""

    def any_of(self, targets, values):
        return Q() if ANY_STATUS in targets else super().any_of(targets, values)


class Filed(Parameter):
    """Values of a kind, under which postings file meetings in a dimension; in a `tree` under all that a value lies in."""

    def __init__(self, label, dimension, kind, *said, tree=False, **more):
        super().__init__(label, *said, read=kind.read, error=kind.error, **more)
        self.dimension, self.kind, self.tree = dimension, kind, tree

    def parts(self, values):
        """The dimension that it counts with its kind of value, {dimension: Kind}, as `values` of switches have it."""
        return {self.dimension: self.kind}

    def any_of(self, targets, values):
        return filed(*self.parts(values), targets)


class CountryFiled(Filed):
    """A country that took part, or, with `predecessors=1`, a state before it."""

    def any_of(self, targets, values):
        return super().any_of(with_predecessors(targets) if values["predecessors"].groups else targets, values)


class TopicFiled(Filed):
    """A topic, or, without `subtopics=0`, one below it."""

    def parts(self, values):
        return {Dimension.TOPIC_ITSELF: self.kind} if values["subtopics"].groups else super().parts(values)


class FiledAs(Parameter):
    """Values of several kinds, each filed in a dimension of its own and told by its prefix; a target is (dimension, id)."""

    def __init__(self, label, parts, *said, error, **more):
        super().__init__(label, *said, read=self._read, error=error, **more)
        self._parts = parts

    def parts(self, values):
        """The dimensions with their kinds of value, {dimension: Kind}."""
        return self._parts

    def _read(self, texts):
        found = {}
        for dimension, kind in self._parts.items():
            own = {text: text.removeprefix(kind.prefix) for text in texts if text.startswith(kind.prefix)}
            rows = kind.read(set(own.values())) if own else {}
            found |= {
                text: rows[rest]._replace(text=kind.prefix + rows[rest].text, target=(dimension, rows[rest].target))
                for text, rest in own.items()
                if rest in rows
            }
        return found

    def any_of(self, targets, values):
        named = Q()
        for dimension, pk in targets:
            named |= Q(dimension=dimension, value=pk)
        return Q(Exists(Posting.objects.filter(named, meeting=OuterRef("pk"))))


def filed(dimension, values):
    """The condition that an entry's meeting is filed under one of some values of a dimension at least."""
    here = Posting.objects.filter(dimension=dimension, value__in=values)
    if len(values) > _FEW:
        return Q(pk__in=here.values("meeting"))
    return Q(Exists(here.filter(meeting=OuterRef("pk"))))


def with_predecessors(ids):
    """Countries together with the states before them, and before those, as a set of ids: a query a step back."""
    found = set(ids)
    latest = found
    while latest:
        latest = set(Country.objects.filter(successors__in=latest).values_list("pk", flat=True)) - found
        found = found | latest
    return found
