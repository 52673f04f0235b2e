"""What exists: the register's entities, one file per family."""

from django.apps import apps

from .account import AuditEntry
from .batch import ImportBatch, Provenance
from .claim import Claim, Mention
from .dates import When
from .directory import ContestedTerm, Country, CountryName, Organization, Place, Topic, TopicName
from .meeting import Meeting, Participant, Party
from .merge import Doubt, Merge
from .names import Record
from .occasion import Occasion
from .people import Appointment, Official, OfficialName, Position
from .register import Change, MeetingDocument, MeetingIndex, Posting, Publisher, Register
from .revision import Revision
from .source import Citation, Correction, Source, SourceSide

RECORDS = {name: model for name, model in apps.all_models["meetings"].items() if issubclass(model, Record)}
"""The kinds of record by their names."""

DIRECTORY = (Country, Official, Organization, Topic, Occasion, Place)
"""Those that meetings name and that have pages of their own, in the order in which readers come to them."""

__all__ = [
    "DIRECTORY",
    "RECORDS",
    "Appointment",
    "AuditEntry",
    "Change",
    "Citation",
    "Claim",
    "ContestedTerm",
    "Correction",
    "Country",
    "CountryName",
    "Doubt",
    "ImportBatch",
    "Meeting",
    "MeetingDocument",
    "MeetingIndex",
    "Mention",
    "Merge",
    "Occasion",
    "Official",
    "OfficialName",
    "Organization",
    "Participant",
    "Party",
    "Place",
    "Position",
    "Posting",
    "Provenance",
    "Publisher",
    "Register",
    "Revision",
    "Source",
    "SourceSide",
    "Topic",
    "TopicName",
    "When",
]
