"""The report to a funder as PDF: plan, actions planned and done, sites, meetings, pieces, evaluation, balance."""

from server.foundation import spoken
from server.foundation.languages import translator
from server.partnerships.balance import percent
from server.partnerships.funding_queries import WholeFile
from server.partnerships.funding_report import Report, hours
from server.partnerships.money import on_paper
from server.partnerships.paper import Section, paper, paragraphs
from server.partnerships.words import FUNDERS, PROGRAMMES

LANGUAGE = "fr"  # funders read French, whatever the language of who prints it


async def written(whole: WholeFile, told: Report) -> bytes:
    """Return the report as PDF/UA."""
    gettext = translator(LANGUAGE).gettext
    title = gettext("Bilan : %(title)s") % {"title": whole.view.outline.title}
    parts = [_about(whole), _plan(whole), _actions(told), _sites(told), *_follow_up(whole), _balance(told)]
    evaluation = paragraphs(whole.view.outline.evaluation) or [gettext("À compléter.")]
    return await paper(title, [*parts, Section(gettext("Évaluation"), paragraphs=evaluation)], LANGUAGE)


def _about(whole: WholeFile) -> Section:
    gettext, outline = translator(LANGUAGE).gettext, whole.view.outline
    lines = [(gettext("Programme :"), gettext(PROGRAMMES[outline.programme])), (gettext("Porteur :"), outline.holder)]
    if outline.reference:
        lines.append((gettext("Numéro du dossier :"), outline.reference))
    if outline.starts_on and outline.ends_on:
        days = {"first": spoken.date_in_words(outline.starts_on, LANGUAGE)}
        days["last"] = spoken.date_in_words(outline.ends_on, LANGUAGE)
        lines.append((gettext("Période :"), gettext("du %(first)s au %(last)s") % days))
    return Section("", lines=lines, paragraphs=paragraphs(outline.diagnostic))


def _plan(whole: WholeFile) -> Section:
    gettext = translator(LANGUAGE).gettext
    columns = [gettext("Financeur"), gettext("Nature"), gettext("Montant"), gettext("Part"), gettext("Reçu")]
    rows = [
        [
            share.funder,
            gettext(FUNDERS[share.kind]),
            _money(share.cents or 0),
            percent(rate),
            _money(share.received or 0),
        ]
        for share, rate in zip(whole.shares, whole.rates, strict=True)
    ]
    total = [gettext("Total"), "", _money(whole.view.shared), percent(sum(whole.rates)), ""]
    return Section(gettext("Plan de financement"), columns=columns, rows=[*rows, total], numbers=(2, 3, 4))


def _actions(told: Report) -> Section:
    gettext = translator(LANGUAGE).gettext
    columns = [gettext("Action"), gettext("Séances"), gettext("Heures"), gettext("Personnes"), gettext("Montant")]
    rows = [
        [
            each.action.said.title,
            f"{each.done.sessions} / {each.action.said.sessions}",
            f"{hours(each.done.minutes)} / {hours(each.action.said.minutes)}",
            f"{each.done.present} / {each.action.said.people}",
            f"{_money(each.action.said.spent or 0)} / {_money(each.action.said.cents or 0)}",
        ]
        for each in told.actions
    ]
    notes = [gettext("Fait, sur ce qui était prévu. Les personnes sont comptées à chaque séance où elles viennent.")]
    if told.done.uncounted:
        said = gettext("Séances où personne n'a été compté : %(num)s. Elles ne comptent pas pour zéro.")
        notes.append(said % {"num": told.done.uncounted})
    return Section(gettext("Actions"), columns=columns, rows=rows, numbers=(1, 2, 3, 4), paragraphs=notes)


def _sites(told: Report) -> Section:
    gettext = translator(LANGUAGE).gettext
    columns = [gettext("Lieu"), gettext("Séances"), gettext("Heures"), gettext("Personnes"), gettext("Budget")]
    rows = [
        [each.site.name, str(each.done.sessions), hours(each.done.minutes), str(each.done.present),
         _money(each.site.cents)]
        for each in told.sites
    ]  # fmt: skip
    done, cents = told.done, sum(each.site.cents for each in told.sites)
    total = [gettext("Total"), str(done.sessions), hours(done.minutes), str(done.present), _money(cents)]
    if not rows:
        return Section(gettext("Lieux"), paragraphs=[gettext("Tous les lieux : aucun n'est choisi à part.")])
    return Section(gettext("Lieux"), columns=columns, rows=[*rows, total], numbers=(1, 2, 3, 4))


def _follow_up(whole: WholeFile) -> list[Section]:
    gettext = translator(LANGUAGE).gettext
    met = [
        (spoken.date_in_words(each["held_on"], LANGUAGE), each["minutes"] or gettext("Pas encore écrit"))
        for each in whole.meetings
    ]
    kept = [(each["title"], f"{spoken.date_in_words(each['dated_on'], LANGUAGE)}, {each['kept']}")
            for each in whole.pieces]  # fmt: skip
    none = [gettext("Aucune pour l'instant.")]
    return [
        Section(gettext("Réunions de pilotage"), lines=met, paragraphs=[] if met else none),
        Section(gettext("Pièces"), lines=kept, paragraphs=[] if kept else none),
    ]


def _balance(told: Report) -> Section:
    gettext = translator(LANGUAGE).gettext
    lines = [
        (gettext("Budget :"), _money(told.budget)),
        (gettext("Dépensé :"), _money(told.spent)),
        (gettext("Reste à dépenser :"), _money(told.left)),
        (gettext("Reçu :"), _money(told.received)),
        (gettext("Reste à recevoir :"), _money(told.due)),
    ]
    return Section(gettext("Solde"), lines=lines)


def _money(cents: int) -> str:
    return on_paper(cents, LANGUAGE)
