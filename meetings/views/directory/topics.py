"""Topics: the tree of them, and the page of one with its sub-topics included."""

from django.shortcuts import get_object_or_404, render

from ...filters import list_url
from ...models import Topic
from ...queries import statistics
from ..lists import TOP, Counted, answer, branches, count_links, mentioned, panel, select
from ..years import years


def topic_list(request):
    """`/topics/`: all topics as a tree, each with the meetings about it and what lies below it."""
    tree = branches("topic", statistics.topic_tree(statistics.on_file(), empty=True))
    return render(request, "topic_list.html", {"section": "topics", "tree": tree})


def topic_detail(request, slug):
    """`/topics/<slug>/`: one topic, sub-topics included."""
    topic = get_object_or_404(Topic, slug=slug)
    here = ("topic", slug)
    selection = select(here)
    meetings = selection.queryset
    countries = statistics.by_country(meetings, limit=TOP)
    raised, topics = statistics.topics_raised(meetings)
    parts = sorted((one for one in topics.values() if one.parent_id == topic.pk), key=lambda one: one.name_key)
    bodies = statistics.by_mention(meetings, limit=TOP)
    return render(
        request,
        "topic_detail.html",
        {
            "section": "topics",
            "topic": topic,
            "names": topic.names.all(),
            "above": topic.ancestors,
            "parts": [
                Counted(one.heading, len(raised.get(one.pk, ())), list_url(("topic", one.slug)), one) for one in parts
            ],
            "answer": answer(selection, here),
            "countries": count_links("country", countries.top, here),
            "countries_total": countries.total,
            "bodies": mentioned(bodies.top, here),
            "bodies_total": bodies.total,
            "years": years(meetings, here),
            "meetings": panel(here),
        },
    )
