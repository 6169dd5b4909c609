"""A convention as PDF: the parties, its numbered articles, who brings what, one copy for each, boxes to sign."""

from datetime import date

from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.partnerships.convention_queries import Whole
from server.partnerships.convention_rules import Contribution, Draft, Party
from server.partnerships.money import on_paper
from server.partnerships.paper import Section, paper, paragraphs
from server.partnerships.words import ARTICLES

LANGUAGE = "fr"  # a convention is signed in French, whatever the language of who prints it
ORDER = (
    "objectives", "duration", "contributions", "specifics", "communication", "personal_data", "termination",
    "disputes", "copies",
)  # fmt: skip
HEADINGS = {
    **ARTICLES,
    "duration": N_("Durée et calendrier"),
    "contributions": N_("Contributions"),
    "copies": N_("Exemplaires"),
}


async def written(whole: Whole) -> bytes:
    """Return the convention as PDF/UA; one that is not signed is stamped as a project."""
    gettext, draft, view = translator(LANGUAGE).gettext, whole.draft, whole.view
    parties = [party for party in draft.parties if party.name]
    between = [Section(gettext("Entre"), paragraphs=[_party(party) for party in parties])]
    articles = [_article(number, name, draft, parties) for number, name in enumerate(ORDER, start=1)]
    boxes = [f"{party.name}\n{_signatory(party)}" for party in parties]
    stamp = gettext("Projet, pas encore signé") if view.state == "draft" else ""
    signed = gettext("Signatures")
    lines = [(gettext("Signée le"), _day(view.signed_on))] if view.signed_on else []
    return await paper(
        draft.title, [*between, *articles, Section(signed, lines=lines, boxes=boxes)], LANGUAGE, stamp=stamp
    )


def _article(number: int, name: str, draft: Draft, parties: list[Party]) -> Section:
    gettext = translator(LANGUAGE).gettext
    heading = gettext("Article %(number)s. %(title)s") % {"number": number, "title": gettext(HEADINGS[name])}
    if name == "duration":
        return Section(heading, paragraphs=[_duration(draft), *paragraphs(draft.texts.get("calendar", ""))])
    if name == "contributions":
        columns = [gettext("Qui"), gettext("Quoi"), gettext("Combien"), gettext("Nature")]
        rows = [_gift(gift, draft) for gift in draft.contributions]
        return Section(heading, columns=columns, rows=rows, paragraphs=[] if rows else [gettext("À compléter.")])
    if name == "copies":
        said = gettext("Fait en %(num)s exemplaires originaux, un pour chaque partie.")
        return Section(heading, paragraphs=[said % {"num": len(parties)}])
    return Section(heading, paragraphs=paragraphs(draft.texts.get(name, "")) or [gettext("À compléter.")])


def _party(party: Party) -> str:
    gettext = translator(LANGUAGE).gettext
    place = f"{party.name}, {party.address}" if party.address else party.name
    if not (party.representative or party.quality):
        return place
    return gettext("%(party)s, représenté par %(signatory)s") % {"party": place, "signatory": _signatory(party)}


def _signatory(party: Party) -> str:
    return ", ".join(part for part in (party.representative, party.quality) if part)


def _duration(draft: Draft) -> str:
    if draft.starts_on is None or draft.ends_on is None:
        return translator(LANGUAGE).gettext("À compléter.")
    said = translator(LANGUAGE).gettext("La convention va du %(first)s au %(last)s.")
    return said % {"first": _day(draft.starts_on), "last": _day(draft.ends_on)}


def _gift(gift: Contribution, draft: Draft) -> list[str]:
    gettext = translator(LANGUAGE).gettext
    who = draft.parties[gift.party - 1].name if gift.party <= len(draft.parties) else ""
    if gift.cents is None:
        return [who, gift.what, gift.volume, gettext("Hors budget")]
    amount = on_paper(gift.cents, LANGUAGE)
    return [who, gift.what, f"{amount}, {gift.volume}" if gift.volume else amount, gettext("Budgétaire")]


def _day(day: date) -> str:
    return spoken.date_in_words(day, LANGUAGE)
