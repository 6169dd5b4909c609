"""The register for the data-protection officer (GDPR 30): what is kept about people, why, who reads it, how long."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.bookings.rules import CONTACTS_KEPT, CONTACTS_OF_PEERS_KEPT, NEEDS_KEPT
from server.foundation.languages import N_
from server.journal.tables import Entry

MONTHS = """
SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date AS month, facts->>'why' AS why,
  sum((facts->>'contacts')::int)::int AS contacts, sum((facts->>'needs')::int)::int AS needs
FROM journal WHERE kind = 'contacts.erased' AND at >= {} GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""


@dataclass(frozen=True)
class Treatment:
    """One use of personal data. `tables` are those of the database that hold it; `days` counts from the session."""

    title: str
    what: str
    why: str
    who: str
    until: str
    tables: tuple[str, ...]
    days: int = 0


DESK = N_("Les agents de la bibliothèque de la séance.")
TREATMENTS = (
    Treatment(
        N_("Inscriptions"),
        N_("Nom, et seulement s'ils sont donnés : qui accompagne ou inscrit, adresse e-mail, téléphone."),
        N_("Garder une place, prévenir d'un changement, accueillir."),
        DESK,
        N_("%(days)s jours après la séance, ou tout de suite si la personne le demande. Les nombres restent."),
        ("contact",),
        CONTACTS_KEPT.days,
    ),
    Treatment(
        N_("Besoins dits pour venir"),
        N_("Ce que la personne écrit elle-même, par exemple une place pour un fauteuil."),
        N_("Préparer la salle et l'accueil."),
        DESK,
        N_("%(days)s jours après la séance."),
        ("need",),
        NEEDS_KEPT.days,
    ),
    Treatment(
        N_("Inscriptions commencées"),
        N_("Les réponses déjà données, tant que l'inscription n'est pas finie."),
        N_("Ne pas faire répondre deux fois."),
        N_("Personne : seul le programme les lit."),
        N_("Deux heures."),
        ("booking_draft", "remote_draft"),
    ),
    Treatment(
        N_("Inscriptions venues d'autres agendas"),
        N_("Le nom ou le numéro que l'autre agenda donne."),
        N_("Garder la place demandée là-bas."),
        DESK,
        N_("%(days)s jours après la séance."),
        ("contact",),
        CONTACTS_OF_PEERS_KEPT.days,
    ),
    Treatment(
        N_("Demandes faites à d'autres bibliothèques"),
        N_("Nom et contact. L'autre bibliothèque reçoit un contact seulement si la personne l'a accepté."),
        N_("Demander une place ailleurs et dire la réponse."),
        N_("Les agents de l'accueil."),
        N_("%(days)s jours après la séance."),
        ("remote_contact",),
        CONTACTS_KEPT.days,
    ),
    Treatment(
        N_("Être prévenu quand les inscriptions ouvrent"),
        N_("Une adresse e-mail ou un téléphone, sans nom."),
        N_("Envoyer un message quand on peut s'inscrire."),
        DESK,
        N_("Jusqu'à ce message, au plus tard après la séance."),
        ("opening_watch",),
    ),
    Treatment(
        N_("Venus sans inscription"),
        N_("Le nom, seulement si la personne le donne, et un numéro d'arrivée."),
        N_("Donner les places libres dans l'ordre d'arrivée."),
        DESK,
        N_("%(days)s jours après la séance. Les nombres restent."),
        ("arrival",),
        CONTACTS_KEPT.days,
    ),
    Treatment(
        N_("Personnes envoyées par un partenaire"),
        N_("Quel partenaire a inscrit la personne, et si elle accepte qu'il sache la suite."),
        N_("Dire au partenaire si la personne est inscrite et si elle est venue, si elle l'accepte."),
        N_("Les agents de la bibliothèque de la séance, et ce partenaire."),
        N_("%(days)s jours après la séance."),
        ("prescription",),
        CONTACTS_KEPT.days,
    ),
    Treatment(
        N_("Diagnostics"),
        N_("Un prénom ou un numéro, le résultat d'un test et un niveau par compétence."),
        N_("Proposer à la personne les ateliers qui lui vont, si elle est d'accord."),
        N_("Les agents de la bibliothèque où il est fait."),
        N_("Un an après le diagnostic, ou tout de suite si la personne le demande. Les nombres restent."),
        ("diagnostic",),
    ),
    Treatment(
        N_("Chèques du Pass numérique"),
        N_("Une empreinte et les quatre derniers caractères de chaque chèque, jamais le code."),
        N_("Ne pas accepter deux fois un chèque, et le faire rembourser."),
        N_("Les agents de la bibliothèque de la séance."),
        N_("À qui il était : %(days)s jours après la séance. Le chèque, sans nom : dix ans, comme pièce comptable."),
        ("voucher",),
        CONTACTS_KEPT.days,
    ),
    Treatment(
        N_("Feuilles d'émargement sur papier"),
        N_("Le papier porte des noms. Le programme garde seulement qu'il existe."),
        N_("Rappeler de détruire chaque feuille."),
        DESK,
        N_("%(days)s jours après la séance : la feuille est alors à détruire."),
        ("paper_sheet",),
        30,
    ),
    Treatment(
        N_("Calendriers faits depuis une inscription"),
        N_("Quelles inscriptions vont ensemble. Pas de nom, et l'adresse n'est pas gardée : seulement son empreinte."),
        N_("Montrer à une personne ses inscriptions dans son propre calendrier."),
        N_("Qui a l'adresse du calendrier."),
        N_("Jusqu'à l'effacement de chaque inscription ; le calendrier, dix-huit mois après la dernière lecture."),
        ("private_feed_booking", "private_feed"),
    ),
    Treatment(
        N_("Fichiers de programme à importer"),
        N_("Le nom de qui anime, s'il est dans le fichier. Les colonnes sur les personnes qui viennent sont laissées."),
        N_("Montrer ce qui va se passer avant d'importer."),
        N_("L'agent qui a envoyé le fichier."),
        N_("Un jour, ou dès que l'import est fait."),
        ("import_draft",),
    ),
    Treatment(
        N_("Formations de l'équipe"),
        N_("Qui de l'équipe est inscrit à une formation, et sa présence."),
        N_("Garder une place, faire l'attestation, savoir ce qui manque du socle."),
        N_("La personne elle-même, et qui dirige son équipe."),
        N_("Avec le compte, ou un an après sa fermeture."),
        ("training_seat",),
    ),
    Treatment(
        N_("Personnes qui animent"),
        N_("Nom, montré ou non au public, heures de travail, jours de congé sans raison, heures occupées ailleurs."),
        N_("Ne pas promettre la même personne à deux endroits."),
        N_("Les agents ; un autre réseau lit seulement des heures, si on lui donne une adresse."),
        N_("Un congé : un mois après. Les heures occupées ailleurs : dès qu'elles sont passées. Le reste : au départ."),
        ("mediator", "leave", "busy_calendar", "busy_time"),
    ),
    Treatment(
        N_("Qui signe la charte et les conventions"),
        N_("Nom et qualité de la personne qui signe pour son organisme."),
        N_("Savoir qui a engagé l'organisme, et pouvoir le prouver."),
        N_("Les administrateurs ; pour une convention, les responsables de la bibliothèque."),
        N_("Le nom : cinq ans après la signature de la charte, ou après la fin de la convention. La qualité reste."),
        ("charter_signature", "convention_party"),
    ),
    Treatment(
        N_("Comptes des agents"),
        N_("Nom, adresse e-mail professionnelle, empreinte du mot de passe, bibliothèques et rôles."),
        N_("Ouvrir le bureau à ceux qui y travaillent."),
        N_("Les administrateurs."),
        N_("Tant que l'agent travaille ici."),
        ("staff",),
    ),
    Treatment(
        N_("Invitations et connexions des agents"),
        N_("Adresse e-mail de qui est invité ; nom du navigateur de qui est entré."),
        N_("Faire entrer une personne par un lien ; lui montrer où elle est entrée, et l'en faire sortir."),
        N_("Qui a invité ; chacun pour ses propres connexions."),
        N_("Trente jours après la fin d'un lien sans réponse. Huit heures au plus pour une connexion."),
        ("entry_link", "login"),
    ),
)


@dataclass(frozen=True)
class Month:
    """What was erased in a month, and why: date, asked, restored."""

    month: date
    why: str
    contacts: int
    needs: int


async def erased(since: datetime) -> list[Month]:
    """Return the erasures since then, the latest month first."""
    rows: list[dict[str, Any]] = await Entry.raw(MONTHS, since)
    return [Month(**row) for row in rows]
