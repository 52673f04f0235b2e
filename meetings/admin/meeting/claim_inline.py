"""What was discussed, said or agreed, as rows of the page of its meeting."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from ...choices import ClaimKind
from ...models import Citation, Claim, Mention
from ..core.forms import DeskInlineFormSet, OrderedForm
from ..core.inlines import DeskRows
from .citation_shorthand import Cited, parse, write
from .mentions import MentionsField
from .speaker_names import Speaker

OUTCOME = ("outcome_kind", "follow_up", "due")
_NOT_AGREED = "Only something agreed has this."


class ClaimForm(OrderedForm):
    """One claim with who said it, what it cites and what it mentions as text: what they name may not be saved yet."""

    by = forms.CharField(
        required=False,
        max_length=300,
        help_text="A party or a participant above; empty for both sides, or where nobody is named.",
        widget=forms.TextInput(attrs={"class": "vTextField desk-by", "list": "desk-names", "autocomplete": "off"}),
    )
    cited = forms.CharField(
        required=False,
        max_length=5000,
        help_text="Numbers of the sources above: 1 par. 7; 3; 2 silent; 1 contradicts par. 9; 3 par. 2 “their wording”.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    mentions = MentionsField(
        required=False, label="Talks about", help_text="Countries, organisations and places, present or not."
    )
    bound = forms.CharField(
        required=False,
        max_length=500,
        label="Parties bound",
        help_text="Codes or names with commas between them; empty for all.",
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "desk-names", "autocomplete": "off"}),
    )

    beside = {"party": "by", "speaker": "by", "parties": "bound", "citations": "cited"}

    def clean(self):
        """Read the texts against the rows of sources and participants that were sent with them."""
        cleaned = super().clean() or self.cleaned_data
        self.speaker, self.parties, self.citations = None, [], []
        if self.formset.people.is_valid():
            names = self.formset.names
            if cleaned.get("by"):
                self.speaker = self._read("by", names.find)
            if cleaned.get("bound"):
                self.parties = self._read("bound", names.find_parties) or []
        if cleaned.get("cited"):
            self.citations = self._read("cited", lambda text: parse(text, self.formset.numbers)) or []
        if cleaned.get("kind") == ClaimKind.SAID and not cleaned.get("by") and "by" not in self.errors:
            self.add_error("by", "What was said was said by a party: name it.")
        if cleaned.get("kind") != ClaimKind.AGREED:
            for name in (*OUTCOME, "bound"):
                if cleaned.get(name):
                    self.add_error(name, _NOT_AGREED)
        return cleaned

    def _read(self, name, reader):
        try:
            return reader(self.cleaned_data[name])
        except ValueError as error:
            self.add_error(name, ValidationError(str(error)))
            return None

    def attach(self):
        """Point the claim at its party and speaker, which are saved by now; say whether that changed anything."""
        parties = self.formset.people.parties
        before = (self.instance.party_id, self.instance.speaker_id)
        self.instance.party = parties[self.speaker.party] if self.speaker else None
        self.instance.speaker = self.speaker.row.instance if self.speaker and self.speaker.row else None
        return before != (self.instance.party_id, self.instance.speaker_id)

    def save_parts(self):
        """Write the citations, mentions and parties of the saved claim, touching only what differs."""
        claim = self.instance
        sources = [self.formset.numbers[cited.number] for cited in self.citations]
        stored = {citation.source_id: citation for citation in claim.citations.all()}
        in_order = [*stored] == [source.pk for source in sources]
        for order, (source, cited) in enumerate(zip(sources, self.citations, strict=True), 1):
            citation = stored.pop(source.pk, None) or Citation(claim=claim, source=source)
            right = {"locator": cited.locator, "stance": cited.stance, "wording": cited.wording}
            right |= {} if in_order else {"order": order}
            if citation.pk is None or any(getattr(citation, name) != value for name, value in right.items()):
                vars(citation).update(right)
                citation.save()
        for citation in stored.values():
            citation.delete()
        mentioned = {mention.key: mention for mention in claim.mentions.all()}
        for row in self.cleaned_data["mentions"]:
            # A mention that stays keeps its wording.
            if not mentioned.pop(row.key, None):
                Mention.objects.create(claim=claim, **{row.parameter: row})
        for mention in mentioned.values():
            mention.delete()
        claim.parties.set([self.formset.people.parties[key] for key in self.parties])


class ClaimFormSet(DeskInlineFormSet):
    """The claims of a meeting, which name participants and sources of the same page."""

    @property
    def people(self):
        """The rows of who took part."""
        return self.siblings["participants"]

    @property
    def sources(self):
        """The rows of sources."""
        return self.siblings["citations"]

    def _construct_form(self, i, **options):
        form = super()._construct_form(i, **options)
        if form.instance.pk:
            form.initial |= self._texts(form.instance)
        return form

    def _texts(self, claim):
        """The saved relations of a claim as the form writes them."""
        names, numbers = self._stored
        party = claim.party_id and self._keys.get(claim.party_id)
        person = self._people.get(claim.speaker_id)
        citations = [
            Cited(numbers[citation.source_id], citation.stance, citation.locator, citation.wording)
            for citation in claim.citations.all()
            if citation.source_id in numbers
        ]
        return {
            "by": names.write(Speaker(party, person)) if party else "",
            "cited": write(citations),
            "mentions": [mention.key for mention in claim.mentions.all()],
            "bound": ", ".join(party.key for party in claim.parties.all()),
        }

    @property
    def _stored(self):
        if not hasattr(self, "_read"):
            people = list(self.people.get_queryset())
            self._people = {person.pk: person for person in people}
            self._keys = {person.party_id: person.party.key for person in people}
            sources = enumerate(self.sources.get_queryset(), 1)
            self._read = self.people.stored_names(), {citation.source_id: number for number, citation in sources}
        return self._read

    @property
    def names(self):
        """The names of the participants as they were sent."""
        if not hasattr(self, "_names"):
            self._names = self.people.entered_names()
        return self._names

    @property
    def numbers(self):
        """The sources as they were sent, as {number of the row: source}; while a row of theirs is wrong, all are let pass."""
        if not hasattr(self, "_numbers"):
            if self.sources.is_valid():
                self._numbers = {form.position: form.cleaned_data["source"] for form in self.sources.live}
            else:
                self._numbers = {form.position: None for form in self.sources.forms}
        return self._numbers

    def save(self, commit=True):
        """Save the claims after sources and participants, and then what hangs on them."""
        for form in self.live:
            if form.attach() and not form.has_changed():
                form.instance.save(update_fields=["party", "speaker"])
        saved = super().save(commit)
        for form in self.live:
            form.save_parts()
        return saved


class ClaimInline(DeskRows):
    """The claims of a meeting, in their order."""

    model = Claim
    form = ClaimForm
    formset = ClaimFormSet
    verbose_name_plural = "What was discussed, said and agreed"
    classes = ["claims"]
    show_change_link = True
    fields = [
        ("kind", "by", "act", "text"),
        ("cited", "topics", "mentions", "terms"),
        ("quote", "quote_language", "note", "attribution", "order"),
        ("outcome_kind", "follow_up", "due", "bound"),
    ]

    def get_queryset(self, request):
        """The rows, with all that their texts are made of."""
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                "topics",
                "terms",
                "citations",
                "parties__country",
                "parties__organization",
                "mentions__country",
                "mentions__organization",
                "mentions__place",
            )
        )

    # -- what somebody reads who may not write

    def by(self, claim):
        """The speaker, or the party."""
        return claim.speaker or claim.party

    def cited(self, claim):
        """Where the sources speak of it."""
        return "; ".join(map(str, claim.citations.select_related("source")))

    def mentions(self, claim):
        """What it talks about."""
        return ", ".join(map(str, claim.mentions.all()))

    @admin.display(description="parties bound")
    def bound(self, claim):
        """The parties of an outcome."""
        return ", ".join(map(str, claim.parties.all()))
