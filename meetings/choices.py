"""The words of the field: every closed vocabulary of the register, with the value that addresses and files carry."""

from django.db.models import IntegerChoices, TextChoices


class Precision(TextChoices):
    """How well a date is known."""

    DAY = "day", "Day"
    MONTH = "month", "Month only"
    YEAR = "year", "Year only"
    WITHIN = "within", "One unknown day within the span"
    SPAN = "span", "Went on from the first to the last day"


class CountryKind(TextChoices):
    """What a country is in the register; it takes no side on recognition beyond saying that it is limited."""

    STATE = "state", "State"
    LIMITED = "limited-recognition", "State with limited recognition"
    TERRITORY = "territory", "Territory"
    HISTORICAL = "historical", "State that is no more"


class NameKind(TextChoices):
    """What a further name of somebody or something is."""

    ALIAS = "alias", "Also known as"
    FORMER = "former", "Former name"
    TRANSLATION = "translation", "Name in another language"
    TRANSLITERATION = "transliteration", "Other transliteration"


class OrganizationKind(TextChoices):
    """What an organisation is."""

    IGO = "igo", "Intergovernmental organisation"
    FORUM = "forum", "Forum"
    ORGAN = "organ", "Organ or contact group"
    MINISTRY = "ministry", "Ministry"
    COMPANY = "company", "Company"
    MEDIA = "media", "Media"


class PlaceKind(TextChoices):
    """What a place is."""

    VENUE = "venue", "Venue"
    CITY = "city", "City"
    REGION = "region", "Region"
    DISPUTED = "disputed-area", "Disputed area"


class Level(TextChoices):
    """Level of an office, from the highest rank to the lowest: the order of this list is the ranking.

    The register needs one order to say which head of delegation ranks lowest; it follows usual protocol
    (heads, heirs, speakers, heads of organisations, ministers, envoys, officials) and nothing else is read from it.
    """

    HEAD_OF_STATE_AND_GOVERNMENT = "head-of-state-and-government", "Head of state and government"
    HEAD_OF_STATE = "head-of-state", "Head of state"
    HEAD_OF_GOVERNMENT = "head-of-government", "Head of government"
    DE_FACTO_LEADER = "de-facto-leader", "De facto leader"
    HEIR = "heir", "Heir"
    SPEAKER = "speaker", "Speaker of parliament"
    HEAD_OF_IGO = "head-of-igo", "Head of an intergovernmental organisation"
    FOREIGN_MINISTER = "foreign-minister", "Foreign minister"
    OTHER_MINISTER = "other-minister", "Other minister"
    SPECIAL_ENVOY = "special-envoy", "Special envoy"
    DEPUTY_MINISTER = "deputy-minister", "Deputy minister or state secretary"
    AMBASSADOR = "ambassador", "Ambassador or permanent representative"
    OTHER = "other", "Other"


LEVEL_PLURALS = {
    Level.HEAD_OF_STATE_AND_GOVERNMENT: "heads of state and government",
    Level.HEAD_OF_STATE: "heads of state",
    Level.HEAD_OF_GOVERNMENT: "heads of government",
    Level.DE_FACTO_LEADER: "de facto leaders",
    Level.HEIR: "heirs",
    Level.SPEAKER: "speakers of parliament",
    Level.HEAD_OF_IGO: "heads of intergovernmental organisations",
    Level.FOREIGN_MINISTER: "foreign ministers",
    Level.OTHER_MINISTER: "other ministers",
    Level.SPECIAL_ENVOY: "special envoys",
    Level.DEPUTY_MINISTER: "deputy ministers or state secretaries",
    Level.AMBASSADOR: "ambassadors or permanent representatives",
    Level.OTHER: "other officials",
}


_RANKS = {level: place for place, level in enumerate(Level.values)}


def rank(level):
    """Place of a level in the ranking, 0 for the highest; raises ValueError for a word that is no level."""
    if level not in _RANKS:
        raise ValueError(f"“{level}” is no level.")
    return _RANKS[level]


def ordinal(choices, word):
    """Place of a word in its vocabulary, 1 for the first: what postings carry. New words go to the end of those that have one."""
    return choices.values.index(word) + 1


class Capacity(TextChoices):
    """In which capacity an office is held."""

    SUBSTANTIVE = "substantive", "Substantive"
    CARETAKER = "caretaker", "Caretaker"
    ACTING = "acting", "Acting"
    DESIGNATE = "designate", "Designate"


class OccasionKind(TextChoices):
    """What meetings happen at."""

    SESSION = "session", "Session"
    SUMMIT = "summit", "Summit"
    CONFERENCE = "conference", "Conference"
    TALKS = "talks", "Round of talks"
    FUNERAL = "funeral", "Funeral"
    INAUGURATION = "inauguration", "Inauguration"
    VISIT = "visit", "Visit"


class VisitKind(TextChoices):
    """What rank of visit a host gave a guest."""

    STATE = "state", "State visit"
    OFFICIAL = "official", "Official visit"
    OFFICIAL_WORKING = "official-working", "Official working visit"
    WORKING = "working", "Working visit"
    PRIVATE = "private", "Private visit"
    STOPOVER = "stopover", "Stopover"


class Status(TextChoices):
    """What is known of whether the meeting took place."""

    HELD = "held", "Held"
    ANNOUNCED = "announced", "Announced"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    DENIED = "denied", "Denied"


class Encounter(TextChoices):
    """The shape of the encounter."""

    MEETING = "meeting", "Meeting"
    PULL_ASIDE = "pull-aside", "Pull-aside"
    COURTESY_CALL = "courtesy-call", "Courtesy call"
    WORKING_MEAL = "working-meal", "Working lunch or dinner"
    CONSULTATIONS = "consultations", "Consultations"
    PLENARY = "plenary", "Plenary session"
    SIGNING = "signing", "Signing"


class Medium(TextChoices):
    """How the parties met."""

    IN_PERSON = "in-person", "In person"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"
    HYBRID = "hybrid", "Partly in person"


class Setting(TextChoices):
    """How the meeting stands to its occasion."""

    STANDALONE = "standalone", "Standalone"
    MARGINS = "margins", "On the margins"
    PROGRAMME = "programme", "Part of the programme"


class Format(TextChoices):
    """How many parties met; derived from the party count, never typed."""

    BILATERAL = "bilateral", "Bilateral"
    TRILATERAL = "trilateral", "Trilateral"
    MULTILATERAL = "multilateral", "Multilateral"


class Publication(TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Edit(TextChoices):
    """What a save did to a record."""

    FOUND = "found", "On file before"
    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    DELETED = "deleted", "Deleted"
    RESTORED = "restored", "Restored"
    MERGED = "merged", "Merged"
    ACCEPTED = "accepted", "Accepted"


class BatchState(TextChoices):
    """How far an import is."""

    PREVIEWED = "looked-at", "Being looked at"
    STARTED = "started", "Started, not finished"
    DONE = "done", "Imported"
    UNDONE = "undone", "Undone"


class Role(TextChoices):
    """What a participant did at the meeting, beyond taking part."""

    CHAIR = "chair", "Chair"
    MEDIATOR = "mediator", "Mediator"
    OBSERVER = "observer", "Observer"
    INTERPRETER = "interpreter", "Interpreter"
    OTHER = "other", "Other"


class ClaimKind(TextChoices):
    """What a claim is about: a subject of the talks, words of one side, or something agreed."""

    DISCUSSED = "discussed", "Discussed"
    SAID = "said", "Said"
    AGREED = "agreed", "Agreed"


class Act(TextChoices):
    """What a speaker did with the words; the label is the verb as sentences carry it."""

    WELCOMED = "welcomed", "welcomed"
    THANKED = "thanked", "thanked"
    INFORMED = "informed", "informed"
    ASSERTED = "asserted", "asserted"
    ASSESSED = "assessed", "assessed"
    PRAISED = "praised", "praised"
    SUPPORTED = "supported", "supported"
    CONCERNED = "expressed-concern", "expressed concern"
    CONDEMNED = "condemned", "condemned"
    DENIED = "denied", "denied"
    PROPOSED = "proposed", "proposed"
    INVITED = "invited", "invited"


class Attribution(TextChoices):
    """How sure it is who said it."""

    CERTAIN = "certain", "Certain"
    INFERRED = "inferred", "Speaker inferred"
    AMBIGUOUS = "ambiguous", "Speaker ambiguous"


class OutcomeKind(TextChoices):
    """What was agreed."""

    JOINT_STATEMENT = "joint-statement", "Joint statement"
    COOPERATION = "cooperation", "Agreement to cooperate"
    MOU = "mou", "Memorandum of understanding"
    TREATY = "treaty", "Treaty or agreement"
    NEXT_MEETING = "next-meeting", "Next meeting"
    MECHANISM = "mechanism", "Mechanism"
    ANNOUNCEMENT = "announcement", "Announcement"
    TALKS_CONTINUE = "talks-continue", "Talks to go on"


class FollowUp(TextChoices):
    """What became of an outcome."""

    ANNOUNCED = "announced", "Announced"
    SIGNED = "signed", "Signed"
    UNDER_WAY = "under-way", "Under way"
    FULFILLED = "fulfilled", "Fulfilled"
    LAPSED = "lapsed", "Lapsed"
    DISPUTED = "disputed", "Disputed"


class SourceKind(TextChoices):
    """What a source is."""

    READOUT = "readout", "Readout"
    JOINT_STATEMENT = "joint-statement", "Joint statement"
    REMARKS = "remarks", "Remarks"
    SOCIAL_POST = "social-post", "Social media post"
    WIRE = "wire", "Wire report"
    NEWS = "news", "News report"
    DATASET = "dataset", "Dataset"
    DOCUMENT = "document", "Document"


class Stance(TextChoices):
    """What a source does to what it is cited for; silence is recorded only by someone who read the source."""

    SUPPORTS = "supports", "Supports"
    CONTRADICTS = "contradicts", "Contradicts"
    SILENT = "silent", "Silent"


class Basis(TextChoices):
    """Whose word an outcome or claim rests on; derived, never typed."""

    JOINT = "joint", "Joint"
    ONE_SIDE = "one-side", "One side's account"
    THIRD_PARTY = "third-party", "Third party"


class Accounts(TextChoices):
    """Whose account of a meeting is on file; derived, never typed."""

    BOTH = "both", "All sides’ accounts"
    ONE = "one", "Some sides’ accounts only"
    NONE = "none", "No side’s account"


class Dimension(IntegerChoices):
    """What a posting files a meeting under; `docs/data-model.md` says what its value is for each."""

    # Those below 20 are counted on every list; side by side in the index they are read without the others.
    COUNTRY = 1
    REGION = 2
    ORGANIZATION = 3
    OFFICIAL = 4
    TOPIC = 6
    MENTIONED_COUNTRY = 8
    MENTIONED_ORGANIZATION = 9
    MENTIONED_PLACE = 10
    OCCASION = 11
    PLACE = 12
    POSITION = 20
    TOPIC_ITSELF = 21
    HOST = 22
    TERM = 23
    SIDE_COUNTRY = 24
    SIDE_ORGANIZATION = 25
    PUBLISHER = 26
    BASIS = 27
    OUTCOME = 28
    # What readers come to from a meeting that is not filed under it by one of the above.
    USED_PLACE = 29
    USED_ORGANIZATION = 30


class AccountEvent(TextChoices):
    """What happened to an account, or was tried."""

    SIGNED_IN = "signed-in", "Signed in"
    PASSWORD_GIVEN = "password-given", "Password given, second factor awaited"
    REFUSED = "refused", "Sign-in refused"
    LOCKED = "locked", "Locked after too many refusals"
    SIGNED_OUT = "signed-out", "Signed out"
    PASSWORD = "password", "Password changed"
    FACTOR_ON = "factor-on", "Second factor set up"
    FACTOR_OFF = "factor-off", "Second factor taken away"
    CODES = "codes", "New recovery codes"
    CODE_USED = "code-used", "Recovery code used"
    UNLOCKED = "unlocked", "Unlocked"
    ADDED = "added", "Account added"
    CHANGED = "changed", "Account changed"
    DEACTIVATED = "deactivated", "Account deactivated"
    SESSIONS_ENDED = "sessions-ended", "Sessions ended"
