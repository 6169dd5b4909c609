"""What a library may write in the place of our sentences, and what is refused of it."""

import pytest

from server.foundation.errors import Invalid
from server.notifications import placeholders
from server.notifications.rules import STILL
from server.notifications.wording import EDITABLE, OURS, PARTS, Wording, check, for_state, promised, reaches_waiting

SMS = "{bibliothèque} : {date} à {heure}, {lieu}. Tél. {téléphone}"
GOOD = Wording("Rendez-vous {date}", "Bonjour {prénom},\n\nA bientôt. {référence}", SMS)


def good(kind):
    """Good sentences for this kind, with what it is there to say."""
    needed = "".join(f" {{{name}}}" for name in placeholders.NEEDED_OF_KIND.get(kind, ()))
    texted = "".join(f" {{{name}}}" for name in placeholders.NEEDED_IN_SMS_OF_KIND.get(kind, ()))
    return Wording(GOOD.subject, GOOD.body + needed, GOOD.sms + needed + texted)


@pytest.mark.parametrize("kind", EDITABLE)
def test_good_sentences_are_taken_for_each_kind(kind):
    check(kind, good(kind))
    check(kind, OURS)


@pytest.mark.parametrize(
    ("kind", "part", "text", "reason", "facts"),
    [
        ("confirmed", "body", "Bonjour {prenoms}", "unknown_place", {"unknown": "{prenoms}"}),
        ("confirmed", "subject", "{}", "unknown_place", {"unknown": "{}"}),
        ("confirmed", "body", "{prénom.__class__}", "unknown_place", {"unknown": "{prénom.__class__}"}),
        ("confirmed", "body", "{rang}", "unknown_place", {"unknown": "{rang}"}),
        ("confirmed", "body", "{motif} {mot}", "unknown_place", {"unknown": "{motif}, {mot}"}),
        ("confirmed", "body", "Bonjour {prénom", "brace_alone", {}),
        ("confirmed", "body", "Bonjour prénom}", "brace_alone", {}),
        ("confirmed", "body", "{{ 7*7 }}", "brace_alone", {}),
        ("confirmed", "body", "{% include 'x' %}", "unknown_place", {"unknown": "{% include 'x' %}"}),
        ("confirmed", "sms", "{date} à {heure}, {lieu}", "missing_place", {"missing": "{téléphone}"}),
        ("confirmed", "sms", "Venez", "missing_place", {"missing": "{date}, {heure}, {lieu}, {téléphone}"}),
        ("changed", "body", "Lisez bien.", "missing_place", {"missing": "{changement}"}),
        ("reconfirm", "sms", SMS, "missing_place", {"missing": "{lien}"}),
        ("confirmed", "sms", SMS + " {atelier}", "theme_in_sms", {}),
        ("confirmed", "body", "x" * 1501, "too_long", {}),
        ("confirmed", "subject", "x" * 121, "too_long", {}),
        ("confirmed", "sms", SMS + "x" * 300, "too_long", {}),
        ("waiting", "subject", "Vous êtes inscrit", "says_registered", {"said": "inscrit"}),
        ("waiting", "body", "Votre place est réservée", "says_registered", {"said": "Votre place est réservée"}),
        ("waiting", "sms", SMS + " Inscription confirmée", "says_registered", {"said": "Inscription confirmée"}),
        ("waiting", "body", "Vous êtes ins{prénom}crit", "says_registered", {"said": "inscrit"}),
        ("waiting", "body", "Votre place{nom}est réservée", "says_registered", {"said": "Votre place est réservée"}),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_at_its_part(kind, part, text, reason, facts):
    with pytest.raises(Invalid) as refused:
        check(kind, Wording(**{part: text}))
    assert refused.value.fields == {part: reason}
    assert facts.items() <= refused.value.facts.items()


def test_all_faults_are_told_at_once():
    with pytest.raises(Invalid) as refused:
        check("waiting", Wording("{x}", "Vous êtes inscrit", "Rien"))
    assert refused.value.fields == {"subject": "unknown_place", "body": "says_registered", "sms": "missing_place"}


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("Vous êtes inscrit", "Votre place est réservée", "inscrit / Votre place est réservée"),
        ("Vous êtes inscrit", "{x} Votre place est réservée", "inscrit"),
        ("Vous êtes inscrit", "Vous êtes inscrit", "inscrit"),
    ],
)
def test_each_part_is_told_its_own_words(subject, body, said):
    with pytest.raises(Invalid) as refused:
        check("waiting", Wording(subject, body))
    assert refused.value.facts["said"] == said


def test_a_denial_is_taken_for_people_who_wait():
    check("waiting", Wording("Vous n'êtes PAS inscrit", "Vous êtes {rang}e sur la liste.", SMS + " PAS INSCRIT"))


def test_what_has_a_seat_may_be_told_so():
    check("confirmed", Wording(body="Vous êtes inscrit, votre place est réservée."))


def refused(kind, body):
    """Whether this text of a mail is refused because it promises a seat."""
    with pytest.raises(Invalid) as caught:
        check(kind, Wording(body=body + "".join(f" {{{name}}}" for name in placeholders.NEEDED_OF_KIND.get(kind, ()))))
    return caught.value.fields == {"body": "says_registered"}


@pytest.mark.parametrize("kind", ["waiting", "offered", "expired"])
def test_kinds_for_people_without_a_sure_seat_refuse_a_promise(kind):
    assert refused(kind, "Vous êtes inscrit.")


@pytest.mark.parametrize("kind", EDITABLE)
def test_no_sentences_of_a_library_ever_promise_a_seat_to_who_waits(kind):
    """Kinds that reach people with and without a seat: the latter get our words in the place of a promise."""
    kept = good(kind)
    bold = Wording(kept.subject, kept.body + " Votre inscription reste valable.", kept.sms)
    if not reaches_waiting(kind):
        assert "waiting" not in STILL[kind][1] or refused(kind, "Vous êtes inscrit.")
        return
    check(kind, bold)
    assert for_state(bold, "waiting") == Wording(kept.subject, "", kept.sms)
    assert for_state(bold, "confirmed") == bold
    assert not any(promised(getattr(for_state(bold, "waiting"), part), "waiting") for part in PARTS)


def test_places_are_filled_once_whatever_their_accents():
    values = {"prenom": "{nom} $& \\1", "nom": "Le Goff", "telephone": "02 98 00 00 00"}
    text = "Bonjour {Prénom} {nom}, appelez le {TELEPHONE} {motif}."
    assert placeholders.fill(text, values) == "Bonjour {nom} $& \\1 Le Goff, appelez le 02 98 00 00 00."


def test_our_sentences_become_sentences_to_change():
    values = {"date": "mercredi 13 janvier", "heure": "10 h", "rang": ""}
    assert placeholders.emptied("Le mercredi 13 janvier à 10 h.", values) == "Le {date} à {heure}."
