"""The shapes of what the API answers, which are also what its schema says of them."""

from datetime import datetime

from rest_framework import serializers
from rest_framework.reverse import reverse

from ..choices import OccasionKind, Precision, SourceKind, Stance
from ..fields import FIELDS
from ..models import Country, Occasion, Official, Organization, Place, Source, Topic


def _choice(choices, **options):
    return serializers.ChoiceField(choices=choices.choices, **options)


_KINDS = {
    int: serializers.IntegerField,
    str: lambda: serializers.CharField(allow_blank=True),
    list: lambda: serializers.ListField(child=serializers.CharField()),
    datetime: serializers.DateTimeField,
}


def _shape(field):
    """The shape of a field of a meeting that follows from its kind."""
    return _choice(field.kind, allow_blank=field.blank) if field.is_word else _KINDS[field.kind]()


class When(serializers.Serializer):
    """A date as precise as known: the first and the last day that it may have been, and what is known of it."""

    earliest = serializers.DateField()
    latest = serializers.DateField()
    precision = _choice(Precision)


class NamedOfficial(serializers.Serializer):
    """An official by id and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class Participant(serializers.Serializer):
    """Somebody who took part; `id` is null for who has no record. `inferred`: no source names them, `note` says why."""

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    wikidata = serializers.CharField(allow_blank=True)
    offices = serializers.ListField(child=serializers.CharField())
    title_as_reported = serializers.CharField(allow_blank=True)
    heads = serializers.BooleanField()
    inferred = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)


class Party(serializers.Serializer):
    """A country ("PK") or an organisation ("org:oic") that took part."""

    key = serializers.CharField()
    name = serializers.CharField()
    alpha3 = serializers.CharField(allow_blank=True)
    m49 = serializers.CharField(allow_blank=True)
    wikidata = serializers.CharField(allow_blank=True)
    hosts = serializers.BooleanField()
    participants = Participant(many=True)


class MeetingOccasion(serializers.Serializer):
    """The occasion of a meeting."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = _choice(OccasionKind)


class MeetingPlace(serializers.Serializer):
    """The place of a meeting; `country` is empty where none is on file."""

    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField(allow_blank=True)


class MeetingSource(serializers.Serializer):
    """A source of a meeting; `sides` are those whose account it carries."""

    title = serializers.CharField()
    publisher = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    archived_url = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField(allow_null=True)
    sides = serializers.ListField(child=serializers.CharField())
    stance = _choice(Stance)
    locator = serializers.CharField(allow_blank=True)


class Meeting(serializers.Serializer):
    """One meeting, as `queries.records` reads it."""

    # The shapes that do not follow from the kind of a field.
    url = serializers.URLField()
    date = When(allow_null=True)
    officials = NamedOfficial(many=True)
    parties = Party(many=True)
    occasion = MeetingOccasion(allow_null=True)
    place = MeetingPlace(allow_null=True)
    sources = MeetingSource(many=True)

    def get_fields(self):
        declared = super().get_fields()
        public = {name: declared.pop(name, None) or _shape(field) for name, field in FIELDS.items()}
        return public | declared


class MeetingWhole(Meeting):
    """One meeting with everything that was discussed, said and agreed."""

    claims = serializers.ListField(child=serializers.DictField())
    corrections = serializers.ListField(child=serializers.DictField())


class MeetingPage(serializers.Serializer):
    """A page of meetings; `next` and `previous` are the addresses of the pages beside it, null at the ends."""

    count = serializers.IntegerField()
    sentence = serializers.CharField()
    version = serializers.IntegerField()
    date = serializers.DateField()
    licence = serializers.CharField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Meeting(many=True)


class Option(serializers.Serializer):
    """A value of a facet: `count` is how many meetings the list holds with it, or, where it is chosen, how many of it have it."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField()
    parent = serializers.CharField(allow_null=True)


class Facet(serializers.Serializer):
    """One facet with all its values; of one that is `repeatable` a further value narrows the list, of another it widens it."""

    name = serializers.CharField()
    title = serializers.CharField()
    repeatable = serializers.BooleanField()
    options = Option(many=True)


class Facets(serializers.Serializer):
    """The facets of a list."""

    count = serializers.IntegerField()
    sentence = serializers.CharField()
    version = serializers.IntegerField()
    facets = Facet(many=True)


class Problem(serializers.Serializer):
    """What was wrong with the address."""

    parameter = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class Error(serializers.Serializer):
    """An answer other than 200: what is the matter in words, and which parameters are at fault."""

    detail = serializers.CharField()
    errors = Problem(many=True, required=False)


# -- what meetings name


class _Name(serializers.Serializer):
    """A further name."""

    name = serializers.CharField()
    kind = serializers.CharField()
    language = serializers.CharField(allow_blank=True)


class _Record(serializers.ModelSerializer):
    """A record with the address of its page, and that of its meetings in this API."""

    parameter = ""
    key = "slug"

    url = serializers.SerializerMethodField(help_text="Address of its page.")
    meetings = serializers.SerializerMethodField(help_text="Address of the held meetings that have it.")

    def get_url(self, record) -> str:
        return self.context["request"].build_absolute_uri(record.get_absolute_url())

    def get_meetings(self, record) -> str:
        key = getattr(record, self.key)
        return f"{reverse('api:meetings', request=self.context['request'])}?{self.parameter}={key}"


def _key(name):
    """The public key of a related record, null for none."""
    return serializers.CharField(source=name, allow_null=True, default=None)


class CountryShape(_Record):
    """A state, territory or former state."""

    parameter, key = "country", "code"
    m49 = serializers.CharField(source="numeric")
    names = _Name(many=True)
    successors = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = Country
        fields = [
            *("code", "name", "official_name", "alpha3", "m49", "kind", "demonym", "region_code", "region"),
            *("subregion_code", "subregion", "valid_from", "valid_until", "successors", "wikidata_id", "names"),
            *("url", "meetings"),
        ]


class OrganizationShape(_Record):
    """An organisation that takes part or is talked about."""

    parameter = "organization"
    country = _key("country.code")
    parent = _key("parent.slug")

    class Meta:
        model = Organization
        fields = ["slug", "name", "acronym", "kind", "country", "parent", "wikidata_id", "url", "meetings"]


class OfficialShape(_Record):
    """A person whom a published meeting names."""

    parameter, key = "official", "pk"
    names = _Name(many=True)

    class Meta:
        model = Official
        fields = ["id", "name", "sort_name", "native_name", "wikidata_id", "names", "url", "meetings"]


class PlaceShape(_Record):
    """A venue, city, region or disputed area; coordinates in degrees."""

    parameter = "place"
    country = _key("country.code")
    parent = _key("parent.slug")

    class Meta:
        model = Place
        fields = [
            *("slug", "name", "kind", "country", "parent", "latitude", "longitude", "wikidata_id", "url", "meetings"),
        ]


class OccasionShape(_Record):
    """An occasion at which, or at whose parts, a published meeting took place."""

    parameter, key = "occasion", "pk"
    date = serializers.SerializerMethodField()
    organizer = _key("organizer.slug")
    guest = _key("guest.code")
    host = _key("host.code")
    place = _key("place.slug")
    parent = serializers.IntegerField(source="parent_id", allow_null=True)

    def get_date(self, occasion) -> When(allow_null=True):
        return occasion.when._asdict() if occasion.when else None

    class Meta:
        model = Occasion
        fields = [
            *("id", "name", "short_name", "kind", "visit_kind", "ordinal", "date", "organizer", "guest", "host"),
            *("place", "parent", "url", "meetings"),
        ]


class TopicShape(_Record):
    """What meetings are about; a list by topic holds its sub-topics too."""

    parameter = "topic"
    parent = _key("parent.slug")
    names = _Name(many=True)

    class Meta:
        model = Topic
        fields = ["slug", "name", "description", "parent", "names", "url", "meetings"]


class SourceShape(serializers.ModelSerializer):
    """A source that a published meeting, or a claim of one, cites."""

    kind = _choice(SourceKind)
    sides = serializers.SerializerMethodField(help_text="Whose account it carries: PK, org:oic.")

    def get_sides(self, source) -> list[str]:
        return [
            side.country.code if side.country_id else f"org:{side.organization.slug}" for side in source.sides.all()
        ]

    class Meta:
        model = Source
        fields = [
            *("id", "title", "publisher", "kind", "author", "url", "archived_url", "language", "published_on"),
            *("accessed_on", "sides", "licence"),
        ]
