"""Publishers are told apart in any script, and what lists link to is called by Latin letters in any script."""

from django.db import migrations, models

from meetings.models.names import former_slug_of, number_of, number_of_bytes, own_slug_of, slug_of

PUBLISHER = 26  # of `Dimension`
SOME = 500


def file_publishers(apps, schema_editor):
    """File meetings anew whose publishers shared a number, and give every publisher its slugs."""
    citations, entries, postings, publishers, sources = (
        apps.get_model("meetings", name).objects for name in ("Citation", "Entry", "Posting", "Publisher", "Source")
    )
    named = set(sources.values_list("publisher", flat=True)) | set(publishers.values_list("name", flat=True))
    before = {name: number_of_bytes(former_slug_of(name).encode()) for name in named if name}
    shared = sorted({number for name, number in before.items() if number != number_of(name)})
    meetings, names = set(), set()
    for some in _portions(shared):
        filed = postings.filter(dimension=PUBLISHER, value__in=some)
        meetings |= set(filed.values_list("meeting", flat=True))
        publishers.filter(pk__in=some).delete()
    for some in _portions(sorted(meetings)):
        postings.filter(dimension=PUBLISHER, meeting__in=some).delete()
        cited = citations.filter(meeting__in=some).values_list("meeting", "source__publisher")
        found = {(meeting, number_of(name)): name for meeting, name in cited if number_of(name)}
        rows = entries.in_bulk(some)
        postings.bulk_create(
            postings.model(
                meeting_id=meeting,
                dimension=PUBLISHER,
                value=number,
                status=rows[meeting].status,
                earliest=rows[meeting].earliest,
            )
            for meeting, number in sorted(found)
            if meeting in rows
        )
        names |= set(found.values())
    names |= set(publishers.values_list("name", flat=True))
    publishers.bulk_create(
        [
            publishers.model(number=number, name=name, slug=own_slug_of(name), former_slug=former_slug_of(name))
            for number, name in {number_of(name): name for name in sorted(names, reverse=True)}.items()
        ],
        batch_size=SOME,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["slug", "former_slug"],
    )


def call_anew(apps, schema_editor):
    """Write into the cards what addresses call meetings, occasions and officials whose names are in other scripts."""
    cards, meetings, occasions, officials, participants = (
        apps.get_model("meetings", name).objects
        for name in ("Card", "Meeting", "Occasion", "Official", "Participant")
    )
    ids = _called_anew(meetings.filter(publication="published").values_list("pk", "title")).keys()
    at, people = (_called_anew(rows.values_list("pk", "name")) for rows in (occasions, officials))
    for some in _portions(sorted(at)):
        ids |= set(meetings.filter(occasion__in=some).values_list("pk", flat=True))
    for some in _portions(sorted(people)):
        ids |= set(participants.filter(official__in=some).values_list("party__meeting", flat=True))
    for some in _portions(sorted(ids)):
        rows = list(cards.filter(pk__in=some))
        for card in rows:
            face = card.face
            face["slug"] = slug_of(face["title"] or "meeting")
            named = [(face["occasion"], at), *((one, people) for side in face["sides"] for one in side["people"])]
            for one, slugs in named:
                if one and one.get("id") in slugs:
                    one["slug"] = slugs[one["id"]]
        cards.bulk_update(rows, ["face"])


def _called_anew(rows):
    """The slugs of the rows, (id, name) pairs, whose name leads to another one than before: {id: slug}."""
    return {pk: slug_of(name) for pk, name in rows.iterator(SOME) if slug_of(name) != former_slug_of(name)}


def _portions(ids):
    return (ids[start : start + SOME] for start in range(0, len(ids), SOME))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_accepted")]

    operations = [
        *(
            migrations.AddField(
                model_name="publisher",
                name=name,
                field=models.CharField(default="", max_length=80),
                preserve_default=False,
            )
            for name in ("slug", "former_slug")
        ),
        migrations.AddIndex(
            model_name="publisher", index=models.Index(fields=["slug"], name="publisher_by_slug")
        ),
        migrations.AddIndex(
            model_name="publisher",
            index=models.Index(fields=["former_slug"], name="publisher_by_former_slug"),
        ),
        migrations.RunPython(file_publishers, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(call_anew, migrations.RunPython.noop, elidable=True),
    ]
