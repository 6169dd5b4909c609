"""The words of this room: why a calendar could not be read, what was wrong in it, how a subscription is doing."""

from collections.abc import Iterable

from ical_feeds.guard import Problem
from server.foundation.languages import N_, translator
from server.foundation.reasons import sentence

REASONS = {
    "calendar_not_an_address": N_(
        "Cette adresse ne peut pas être lue. Copiez-la en entier, comme https://agenda.exemple.fr/agenda.ics."
    ),
    "calendar_ours": N_("C'est votre propre agenda."),
    "calendar_known": N_("Vous êtes déjà abonnés à ce calendrier."),
    "calendar_file": N_("Ce calendrier est un fichier : il ne se relit pas tout seul. Donnez un nouveau fichier."),
    "calendar_asks_nothing": N_("Ce calendrier ne demande plus rien."),
    "calendar_html": N_("À cette adresse, il y a une page et pas de calendrier. Son titre : « %(detail)s »."),
    "calendar_empty": N_("Il n'y a rien dans ce fichier."),
    "calendar_not_a_calendar": N_("Ce n'est pas un calendrier. Un calendrier commence par BEGIN:VCALENDAR."),
    "calendar_truncated": N_("Ce calendrier est coupé avant sa fin (ligne %(line)s). Rien n'en est repris."),
    "calendar_too_large": N_("Ce calendrier est trop gros. Le plus : 10 mégaoctets."),
    "calendar_too_many_events": N_("Ce calendrier a trop de séances. Le plus : 5 000."),
    "calendar_too_many_dates": N_("Ce calendrier a trop de dates en dix-huit mois. Le plus : 20 000."),
    "calendar_nested_too_deep": N_("Ce calendrier est mal construit (ligne %(line)s)."),
    "calendar_too_dear": N_("Ce calendrier demande trop de travail à lire. Demandez-en un plus petit."),
    "calendar_refused_address": N_("Cette adresse mène à un endroit qui n'est pas public sur Internet."),
    "calendar_unreachable": N_("Aucun site ne répond à cette adresse. Vérifiez-la, ou essayez plus tard."),
    "calendar_slow": N_("Le site met trop de temps à répondre. Essayez plus tard."),
    "calendar_redirects": N_("Cette adresse renvoie sans fin vers d'autres adresses."),
    "calendar_sign_in": N_("Le site demande un mot de passe. Demandez l'adresse publique du calendrier."),
    "calendar_missing": N_("Le site répond qu'il n'y a rien à cette adresse."),
    "calendar_busy": N_("Le site demande d'attendre. Nous essaierons plus tard."),
    "calendar_server_fault": N_("Le site est en panne (réponse %(detail)s). Essayez plus tard."),
    "calendar_not_answered": N_("Le site refuse de donner ce calendrier (réponse %(detail)s)."),
    "calendar_fault": N_("Nous n'avons pas pu lire ce calendrier. L'incident est noté."),
}
HEALTH = {
    "asking": N_("Attend votre réponse"),
    "failing": N_("Ne se lit plus"),
    "stumbling": N_("N'a pas répondu la dernière fois"),
    "paused": N_("En pause"),
    "file": N_("Fichier"),
    "well": N_("Tout va bien"),
}
# What was repaired or left out; %(what)s is the title of the event, or the text at fault.
PROBLEMS = {
    "line_unreadable": N_("Cette ligne ne peut pas être lue. Elle est laissée de côté : %(what)s"),
    "line_too_long": N_("Cette ligne est trop longue. Elle est laissée de côté : %(what)s"),
    "wrong_charset": N_("Le fichier dit être écrit en %(what)s, et ne l'est pas."),
    "not_utf8": N_("Les accents sont écrits à l'ancienne. Nous les avons devinés : vérifiez-les."),
    "private": N_("« %(what)s » est marqué comme privé. Pas repris."),
    "start_unreadable": N_("« %(what)s » n'a pas de date, ou une date impossible. Pas repris."),
    "start_out_of_range": N_("« %(what)s » a une date trop lointaine. Pas repris."),
    "too_many_properties": N_("« %(what)s » est trop gros. Pas repris."),
    "end_unreadable": N_("« %(what)s » a une fin qui ne peut pas être lue. Repris sans heure de fin."),
    "end_before_start": N_("« %(what)s » finit avant de commencer. Repris sans heure de fin."),
    "end_too_far": N_("« %(what)s » dure trop longtemps. Repris sans heure de fin."),
    "zone_unknown": N_("Le fuseau horaire « %(what)s » n'existe pas. Heures lues comme celles d'ici : vérifiez-les."),
    "recurrence_unreadable": N_("« %(what)s » se répète d'une façon qui ne peut pas être lue. Pas repris."),
    "recurrence_too_often": N_("« %(what)s » se répète trop souvent. Pas repris."),
    "recurrence_rscale": N_("« %(what)s » se répète selon un autre calendrier que le nôtre. Pas repris."),
    "recurrence_never": N_("« %(what)s » se répète à une date qui n'existe pas. Pas repris."),
    "recurrence_too_many": N_("« %(what)s » a trop de dates. Pas repris."),
    "recurrence_too_dear": N_("« %(what)s » demande trop de calcul. Pas repris."),
    "ours_skipped": N_("Séances à vous, déjà dans l'agenda : %(what)s. Pas reprises une deuxième fois."),
    "volatile": N_("Ce calendrier change le nom de ses séances à chaque fois. Nous les reconnaissons à leur titre."),
}


def told(problems: Iterable[Problem], language: str) -> list[str]:
    """Return what was wrong, in words, with its line where it has one; what has no words yet is said by its key."""
    words = translator(language)
    found = []
    for each in problems:
        text = words.gettext(PROBLEMS[each.key]) % {"what": each.detail} if each.key in PROBLEMS else each.key
        line = words.gettext("Ligne %(line)s : %(text)s") % {"line": each.line, "text": text} if each.line else text
        found.append(line)
    return found


def failure(error: str, detail: str, language: str) -> str:
    """Return why the last try failed, in words; nothing when it did not."""
    return sentence(f"calendar_{error}", language, detail=detail, line=detail) if error else ""
