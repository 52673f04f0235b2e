"""Organisations: those that readers may see by kind, and the page of one."""

from django.shortcuts import render

from ...choices import OrganizationKind
from ...filters import MOST_VALUES, list_url
from ...models import Organization
from ...queries import directory, statistics
from ..lists import TOP, Counted, answer, branches, count_links, panel, select
from ..redirects import merged
from ..years import years

_KINDS = {
    OrganizationKind.IGO: "Intergovernmental organisations",
    OrganizationKind.FORUM: "Forums",
    OrganizationKind.ORGAN: "Organs and contact groups",
    OrganizationKind.MINISTRY: "Ministries",
    OrganizationKind.COMPANY: "Companies",
    OrganizationKind.MEDIA: "Media",
}


def organization_list(request):
    """`/organizations/`: organisations by kind, with the meetings they took part in and those that talk about them."""
    found = [
        (
            Counted(str(one.record), one.count, list_url(("organization", one.record.slug)), one.record),
            Counted("", one.mentions, list_url(("mentions", one.record.key))),
        )
        for one in directory.organizations()
    ]
    kinds = [(_KINDS[kind], [pair for pair in found if pair[0].record.kind == kind]) for kind in OrganizationKind]
    return render(
        request,
        "organization_list.html",
        {"section": "organizations", "kinds": [kind for kind in kinds if kind[1]], "total": len(found)},
    )


def organization_detail(request, slug):
    """`/organizations/<slug>/`: one organisation: as a party, talked about, and as the organiser of occasions."""
    organization = Organization.objects.public().select_related("country").filter(slug=slug).first()
    if organization is None:
        return merged(Organization, slug=slug)
    here, mention = ("organization", slug), ("mentions", organization.key)
    selection, talked = select(here), select(mention)
    meetings = selection.queryset
    occasions = list(directory.occasions().filter(organizer=organization))
    at_all = ("occasion", ",".join(str(one.pk) for one in occasions))
    countries = statistics.by_country(meetings, limit=TOP)
    return render(
        request,
        "organization_detail.html",
        {
            "section": "organizations",
            "organization": organization,
            "above": directory.public_above(organization),
            "parts": organization.children.public(),
            "answer": answer(selection, here, own=[organization]),
            "countries": count_links("country", countries.top, here),
            "countries_total": countries.total,
            "topics": branches("topic", statistics.topic_tree(meetings), here),
            "years": years(meetings, here),
            "meetings": panel(here),
            "talked": talked.count,
            "talked_panel": panel(mention, limit=5),
            "occasions": [
                Counted(one.record.name, one.count, list_url(("occasion", str(one.record.pk))), one.record)
                for one in directory.at_occasions(occasions)
            ],
            # A list takes so many values at once; with more occasions than that each keeps its own number only.
            "at_occasions": answer(select(at_all), at_all) if 0 < len(occasions) <= MOST_VALUES else None,
        },
    )
