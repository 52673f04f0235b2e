"""The list as a Django site usually has it: a ListView, django-filter over the records, facets by the ORM, a plain template."""

from collections import Counter

import django_filters
from django.db.models import Count, Q
from django.http import HttpResponse
from django.template import engines
from django.views.generic import ListView

from meetings.choices import Format
from meetings.models import (
    Country,
    Meeting,
    Mention,
    Occasion,
    Official,
    Organization,
    Party,
    Place,
    Topic,
)

SHOWN = 8

TEMPLATE = """<!doctype html><title>{{ count }} meetings</title><h1>{{ count }} meetings</h1>
{% for title, options in facets %}<h2>{{ title }}</h2><ul>{% for label, number, url in options %}
<li><a href="{{ url }}">{{ label }}</a> {{ number }}</li>{% endfor %}</ul>{% endfor %}
<ol>{% for meeting in meetings %}<li><a href="{{ meeting.get_absolute_url }}">{{ meeting.title }}</a> {{ meeting.when.text }}
{% for party in meeting.sides %}{{ party.body.name }}: {% for person in party.participants.all %}{% if person.official %}
<a href="{{ person.official.get_absolute_url }}">{{ person.official.name }}</a>{% else %}{{ person.name }}{% endif %}{% endfor %}
{% endfor %}{% if meeting.place %}<a href="{{ meeting.place.get_absolute_url }}">{{ meeting.place.name }}</a>{% endif %}
{% if meeting.occasion %}<a href="{{ meeting.occasion.get_absolute_url }}">{{ meeting.occasion.label }}</a>{% endif %}
{% for claim in meeting.claims.all %}{% for topic in claim.topics.all %}<a href="{{ topic.get_absolute_url }}">{{ topic.name }}</a>
{% endfor %}{% endfor %}{{ meeting.citations.all|length }} sources</li>{% endfor %}</ol>"""


class UsualFilter(django_filters.FilterSet):
    """Joins for what is chosen, one after another, as the documentation of django-filter has it."""

    country = django_filters.ModelMultipleChoiceFilter(
        field_name="parties__country__code", to_field_name="code", queryset=Country.objects.all(), conjoined=True
    )
    topic = django_filters.ModelChoiceFilter(to_field_name="slug", queryset=Topic.objects.all(), method="about")
    date_after = django_filters.DateFilter(field_name="latest", lookup_expr="gte")
    date_before = django_filters.DateFilter(field_name="earliest", lookup_expr="lte")
    q = django_filters.CharFilter(method="containing")

    class Meta:
        model = Meeting
        fields = []

    def about(self, queryset, name, topic):
        """The topic or one below it."""
        return queryset.filter(claims__topics__in=Topic.objects.within([topic.pk])).distinct()

    def containing(self, queryset, name, word):
        """The word anywhere in the texts."""
        return queryset.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(claims__text__icontains=word)
            | Q(claims__quote__icontains=word)
        ).distinct()


def found_by(query):
    """The held, published meetings that the parameters of an address select."""
    found = UsualFilter(query, queryset=Meeting.objects.published().held().newest_first())
    assert found.is_valid(), found.errors
    return found.qs.distinct()


class UsualList(ListView):
    """The newest 50, how many there are, and fourteen facets."""

    paginate_by = 50
    template = engines["django"].from_string(TEMPLATE)

    def get_queryset(self):
        """What the filter selects."""
        return found_by(self.request.GET)

    def get(self, request):
        """The page, with `rows`, `count` and `numbers` beside it for whoever checks them."""
        found = self.get_queryset()
        # Fifty rows with what they show, read ahead; the filter as a subquery, or every join would multiply the counts.
        page = found.select_related("place", "occasion").prefetch_related(
            "parties__country",
            "parties__organization",
            "parties__participants__official",
            "claims__topics",
            "citations",
        )[: self.paginate_by]
        numbers = facets(found.order_by())
        context = {
            "meetings": list(page),
            "count": found.count(),
            "facets": [
                (title, [(label, n, f"?{request.GET.urlencode()}&{title}={key}") for key, label, n in options])
                for title, options in numbers.items()
            ],
        }
        response = HttpResponse(self.template.render(context, request))
        response.rows, response.count, response.numbers = context["meetings"], context["count"], numbers
        return response


def facets(found):
    """The numbers of fourteen facets as {parameter: [(key, label, number)]}: a query or two each.

    Whose accounts are on file is not among them: by joins alone it takes minutes.
    """
    here = found.values("pk")
    parties = Party.objects.filter(meeting__in=here).order_by()
    mentions = Mention.objects.filter(claim__meeting__in=here).order_by()
    numbers = {
        "country": _top(parties, "country", Country, "meeting", "code"),
        "organization": _top(parties, "organization", Organization, "meeting", "slug"),
        "official": _top(parties, "participants__official", Official, "meeting", "pk"),
        "mentions": _top(mentions, "country", Country, "claim__meeting", "code"),
        "occasion": _tree(Occasion, found.filter(occasion__isnull=False).values_list("occasion_id", "pk"), "pk")[
            :SHOWN
        ],
        "region": _regions(parties),
        "topic": _tree(
            Topic,
            Topic.claims.through.objects.filter(claim__meeting__in=here).values_list("topic_id", "claim__meeting_id"),
        ),
        "place": _tree(Place, found.filter(place__isnull=False).values_list("place_id", "pk"))[:SHOWN],
        "year": _years(found),
        "format": _formats(found),
    }
    for column in ("level", "encounter", "medium", "status"):
        counted = found.values_list(column).annotate(n=Count("pk", distinct=True)).order_by("-n")
        numbers[column] = [(word, word, n) for word, n in counted if word]
    return numbers


def _top(queryset, name, model, meeting, key):
    counted = (
        queryset.filter(**{f"{name}__isnull": False})
        .values_list(name)
        .annotate(n=Count(meeting, distinct=True))
        .order_by("-n", name)[:SHOWN]
    )
    rows = model.objects.in_bulk([pk for pk, _ in counted])
    return [(str(getattr(rows[pk], key)), str(rows[pk]), n) for pk, n in counted]


def _regions(parties):
    found = []
    for level in ("region", "subregion"):
        counted = parties.values_list(f"country__{level}_code", f"country__{level}").annotate(
            n=Count("meeting", distinct=True)
        )
        found += [(code, name, n) for code, name, n in counted if code]
    return found


def _tree(model, pairs, key="slug"):
    rows = model.objects.in_bulk()
    below = {}
    for pk, meeting in pairs.distinct():
        while pk:
            below.setdefault(pk, set()).add(meeting)
            pk = rows[pk].parent_id
    ranked = sorted(below, key=lambda pk: (-len(below[pk]), pk))
    return [(str(getattr(rows[pk], key)), rows[pk].name, len(below[pk])) for pk in ranked]


def _years(found):
    counted = found.filter(earliest__isnull=False).values_list("earliest__year", "latest__year")
    years = Counter()
    for first, last, n in counted.annotate(n=Count("pk", distinct=True)).order_by():
        for year in range(first, last + 1):
            years[year] += n
    return [(str(year), str(year), years[year]) for year in sorted(years)]


def _formats(found):
    formats = Counter()
    for parties, n in found.values_list("party_count").annotate(n=Count("pk", distinct=True)).order_by():
        if parties > 1:
            formats[{2: Format.BILATERAL, 3: Format.TRILATERAL}.get(parties, Format.MULTILATERAL)] += n
    return [(str(word), word.label, n) for word, n in formats.most_common()]
