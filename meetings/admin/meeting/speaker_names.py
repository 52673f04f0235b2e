"""Who a claim's row may call by name: the parties and participants that stand in the same form."""

from typing import Any, NamedTuple

from ...models.fields import fold


class Speaker(NamedTuple):
    """Whom a name stands for: the key of a party ("PK", "org:oic") and the participant's row, None for the party itself."""

    party: str
    row: Any = None


class Row(NamedTuple):
    """One participant as entered: what stands for the row, the country or organisation, and the names, shortest first."""

    row: Any
    body: Any
    names: list


class Names:
    """The names of the parties and participants of one meeting, each with whom it stands for.

    A name that two share stands for neither; the whole name, the name with the party ("Aliyev (AZ)") and the
    number of the row ("row 2") part them.
    """

    def __init__(self, rows):
        self._labels = {}
        self._speakers = {}
        for number, (row, body, names) in enumerate(rows, 1):
            key = body.key
            self._add(Speaker(key), [getattr(body, "short_name", body.name), body.name, key])
            self._add(Speaker(key, row), [*names, *(f"{name} ({key})" for name in reversed(names)), f"row {number}"])

    def _add(self, speaker, labels):
        if speaker in self._labels:
            return
        self._labels[speaker] = labels
        for label in labels:
            speakers = self._speakers.setdefault(fold(label), [])
            if speaker not in speakers:
                speakers.append(speaker)

    def find(self, text):
        """The `Speaker` of this name; raises ValueError with words for a person where there is none, or are two."""
        speakers = self._speakers.get(fold(text), [])
        if not speakers:
            raise ValueError(f"“{text[:60]}” is nobody in the rows of who took part: name a party or a participant.")
        if len(speakers) > 1:
            choices = " or ".join(f"“{self.write(speaker)}”" for speaker in speakers)
            raise ValueError(f"“{text[:60]}” may be two: write {choices}.")
        return speakers[0]

    def find_parties(self, text):
        """The keys of the parties named in a text with commas between them, in its order and each once; raises ValueError."""
        found = []
        for name in filter(None, (part.strip() for part in text.split(","))):
            speaker = self.find(name)
            if speaker.row is not None:
                raise ValueError(f"“{name[:60]}” is a participant: name parties.")
            if speaker.party not in found:
                found.append(speaker.party)
        return found

    def write(self, speaker):
        """The shortest name that `find` reads back as this speaker; "" for one who is not in the rows."""
        labels = self._labels.get(speaker, [""])
        return next((label for label in labels if self._speakers.get(fold(label)) == [speaker]), labels[-1])
