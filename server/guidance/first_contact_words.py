"""The words of the first contact: what can be said at the desk, and the bodies to which one sends people."""

from dataclasses import dataclass

from server.foundation.languages import N_

WANTS = {
    "procedure": N_("Faire une démarche en ligne : impôts, logement, papiers…"),
    "device": N_("Se servir d'un ordinateur"),
    "phone": N_("Se servir d'un téléphone ou d'une tablette"),
    "mail": N_("Écrire et recevoir des e-mails"),
    "search": N_("Chercher sur Internet"),
    "photos": N_("Ranger des photos ou des documents"),
    "jobs": N_("Chercher du travail, faire un CV"),
    "safety": N_("Éviter les arnaques, protéger ses comptes"),
    "access": N_("Trouver un ordinateur ou Internet"),
    "unsure": N_("La personne ne sait pas bien"),
}
EASE = {
    "never": N_("Elle ne l'a jamais fait, ou presque"),
    "little": N_("Elle se débrouille un peu"),
    "easy": N_("Elle est à l'aise"),
}
URGENT = {"1": N_("Oui, dans les jours qui viennent"), "0": N_("Non")}
BACK = {"1": N_("Oui"), "0": N_("Non, ou difficilement")}


@dataclass(frozen=True)
class Body:
    """Another body that helps: its name, what it is for, its telephone (a national short number) and its site."""

    name: str
    words: str
    phone: str = ""
    site: str = ""


FRANCE_SERVICES = Body(
    N_("France services"), N_("Un lieu où l'on fait les démarches avec vous."), site="france-services.gouv.fr"
)
PUBLIC = Body(N_("Allô Service Public"), N_("Ses droits, et où s'adresser."), "39 39", "service-public.fr")
HEALTH = Body(N_("Assurance maladie"), N_("Carte Vitale, remboursements, arrêts de travail."), "36 46", "ameli.fr")
FAMILY = Body(N_("Caf"), N_("Allocations, aide au logement, RSA."), "32 30", "caf.fr")
WORK = Body(N_("France Travail"), N_("Inscription, allocation, offres d'emploi."), "39 49", "francetravail.fr")
PENSION = Body(
    N_("Assurance retraite"), N_("Relevé de carrière, demande de retraite."), "39 60", "lassuranceretraite.fr"
)
TAXES = Body(N_("Impôts"), N_("Déclaration, paiement, avis d'impôt."), "0 809 401 401", "impots.gouv.fr")
TITLES = Body(N_("France Titres"), N_("Carte d'identité, passeport, permis, carte grise."), "34 00", "ants.gouv.fr")
HOUSING = Body(N_("Adil"), N_("Les droits des locataires et des propriétaires."), site="anil.org")
LAW = Body(N_("Point-justice"), N_("Un conseil gratuit sur ses droits."), "30 39", "justice.fr")
CYBER = Body(N_("17Cyber"), N_("Que faire après une arnaque sur Internet."), site="17cyber.gouv.fr")
PREFECTURE = Body(N_("Préfecture"), N_("Titre de séjour, naturalisation : le point d'accueil numérique."))
TOWN = Body(N_("Mairie"), N_("État civil, école, centre social, activités."))
OF_DOMAIN = {
    "papiers": (TITLES, TOWN),
    "famille": (FAMILY, TOWN),
    "social": (HEALTH, FAMILY),
    "travail": (WORK, PENSION),
    "logement": (FAMILY, HOUSING),
    "transports": (TITLES,),
    "argent": (TAXES,),
    "justice": (LAW,),
    "etranger": (PREFECTURE,),
    "loisirs": (TOWN,),
}
OF_WANT = {"jobs": (WORK,), "safety": (CYBER,)}


def bodies(want: str, domain: str) -> tuple[Body, ...]:
    """Return the bodies to which one sends somebody with such a need, the nearest first."""
    if want == "procedure":
        return (*OF_DOMAIN.get(domain, ()), FRANCE_SERVICES, PUBLIC)
    return OF_WANT.get(want, ())
