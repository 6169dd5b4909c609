"""What an Aidants Connect slot may be for, in ten words and no more, and the papers that one brings for each.

The ten domains are those of the programme. The papers are what most administrations ask for: each place may write its
own on the sheet of its workshop.
"""

from server.foundation.languages import N_, translator

DOMAINS = {
    "papiers": N_("Papiers et citoyenneté"),
    "famille": N_("Famille"),
    "social": N_("Santé et aides sociales"),
    "travail": N_("Travail et retraite"),
    "logement": N_("Logement"),
    "transports": N_("Transports et véhicule"),
    "argent": N_("Argent, impôts, banque"),
    "justice": N_("Justice"),
    "etranger": N_("Étranger et séjour"),
    "loisirs": N_("Loisirs, sports, culture"),
}
ALWAYS = (
    N_("Une pièce d'identité : carte d'identité, passeport ou titre de séjour"),
    N_("Votre téléphone, allumé, si vous en avez un : on y reçoit des codes"),
    N_("Les courriers reçus à ce sujet"),
)
PAPERS = {
    "papiers": (N_("Un justificatif de domicile de moins de six mois"), N_("Une photo d'identité récente")),
    "famille": (N_("Le livret de famille"), N_("Votre numéro d'allocataire, si vous en avez un")),
    "social": (N_("La carte Vitale ou l'attestation de droits"), N_("Le dernier avis d'impôt"), N_("Un RIB")),
    "travail": (N_("Les derniers bulletins de salaire"), N_("Votre relevé de carrière, si vous en avez un")),
    "logement": (N_("Le bail ou la dernière quittance de loyer"), N_("Le dernier avis d'impôt"), N_("Un RIB")),
    "transports": (N_("La carte grise ou le permis de conduire"), N_("Un justificatif de domicile")),
    "argent": (N_("Le dernier avis d'impôt"), N_("Un RIB")),
    "justice": (N_("Les papiers reçus du tribunal, de la police ou de l'avocat"),),
    "etranger": (N_("Le titre de séjour ou le récépissé"), N_("Un justificatif de domicile de moins de six mois")),
    "loisirs": (N_("Le justificatif demandé par le club ou l'école, si vous en avez un"),),
}
# Said plainly, before one books: no age and no measure of protection is asked for.
NOT_FOR = N_(
    "Ce rendez-vous n'est pas possible pour les personnes de moins de 18 ans, ni sous tutelle ou curatelle. Parlez-en à"
    " l'accueil : nous vous dirons qui peut vous aider."
)
LABEL = N_("Aidants Connect")
SAYS = N_(
    "Un agent formé et habilité fait la démarche en ligne avec vous, ou pour vous. C'est gratuit et confidentiel."
)
UNSAID = "unsaid"


def explained(language: str) -> dict[str, str]:
    """Return the programme's name and what it means, with for whom it is not: {label, says}."""
    words = translator(language)
    return {"label": words.gettext(LABEL), "says": " ".join(words.gettext(text) for text in (SAYS, NOT_FOR))}


def to_bring(kind: str, bring: str, domain: str, language: str) -> str:
    """Return what one brings to a session, in lines: what its workshop says, and the papers of a slot of this kind."""
    if not kind:
        return bring
    words = translator(language)
    return "\n".join([part for part in (bring, *(words.gettext(paper) for paper in papers(domain))) if part])


def papers(domain: str) -> tuple[str, ...]:
    """Return what to bring to a slot, in French, for a domain or (an empty text) for any."""
    return (*ALWAYS, *PAPERS.get(domain, ()))
