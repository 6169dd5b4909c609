"""The answers of a place's sheet: our code, the value in the national schema, and how we say it in plain words.

The values are, to the letter, those of the schema "lieux de médiation numérique" 1.0.2 of La Mednum.
The label "Étapes numériques (La Poste)" is left out: the schema and the Cartographie's own program spell it otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.foundation.languages import N_


@dataclass(frozen=True)
class Answer:
    """A value of the national schema, and its words in the catalogues."""

    official: str
    words: str


Answers = Mapping[str, Answer]

SERVICES: Answers = {
    "procedures": Answer("Aide aux démarches administratives", N_("Se faire aider pour ses démarches sur Internet")),
    "everyday": Answer(
        "Maîtrise des outils numériques du quotidien", N_("Apprendre à se servir d'un ordinateur ou d'un téléphone")
    ),
    "work": Answer("Insertion professionnelle via le numérique", N_("Chercher du travail avec Internet")),
    "safety": Answer("Utilisation sécurisée du numérique", N_("Se protéger des arnaques, garder ses données")),
    "children": Answer("Parentalité et éducation avec le numérique", N_("Parler des écrans avec ses enfants")),
    "leisure": Answer("Loisirs et créations numériques", N_("Créer et jouer : photo, vidéo, code, jeu")),
    "understanding": Answer("Compréhension du monde numérique", N_("Comprendre le monde numérique")),
    "access": Answer(
        "Accès internet et matériel informatique", N_("Utiliser Internet, un ordinateur ou une imprimante sur place")
    ),
    "equipment": Answer(
        "Acquisition de matériel informatique à prix solidaire", N_("Acheter un ordinateur à petit prix")
    ),
}
AUDIENCES: Answers = {
    "young": Answer("Jeunes", N_("Les jeunes")),
    "students": Answer("Étudiants", N_("Les étudiantes et les étudiants")),
    "families": Answer("Familles et/ou enfants", N_("Les familles et les enfants")),
    "seniors": Answer("Seniors", N_("Les personnes âgées")),
    "women": Answer("Femmes", N_("Les femmes")),
}
CARE: Answers = {
    "deaf": Answer("Surdité", N_("Les personnes sourdes ou malentendantes")),
    "motor": Answer("Handicaps moteurs", N_("Les personnes qui ont un handicap moteur")),
    "mental": Answer("Handicaps mentaux", N_("Les personnes qui ont un handicap mental")),
    "literacy": Answer("Illettrisme", N_("Les personnes qui lisent ou écrivent avec peine")),
    "english": Answer("Langues étrangères (anglais)", N_("Les personnes qui parlent anglais")),
    "languages": Answer("Langues étrangères (autres)", N_("Les personnes qui parlent une autre langue")),
    "sight": Answer("Déficience visuelle", N_("Les personnes aveugles ou qui voient mal")),
}
FEES: Answers = {
    "free": Answer("Gratuit", N_("C'est gratuit")),
    "conditions": Answer("Gratuit sous condition", N_("C'est gratuit pour certaines personnes")),
    "paid": Answer("Payant", N_("C'est payant")),
}
PROGRAMMES: Answers = {
    "aidants_connect": Answer("Aidants Connect", N_("Aidants Connect")),
    "bnr": Answer("Bibliothèques numérique de référence", N_("Bibliothèque numérique de référence")),
    "pix": Answer("Certification PIX", N_("Centre de certification Pix")),
    "advisers": Answer("Conseillers numériques", N_("Conseillers numériques")),
    "emmaus": Answer("Emmaüs Connect", N_("Emmaüs Connect")),
    "france_services": Answer("France Services", N_("France Services")),
    "gen": Answer("Grande école du numérique", N_("Grande école du numérique")),
    "red_cross": Answer("La Croix Rouge", N_("La Croix-Rouge")),
    "caf": Answer("Point d'accès numérique CAF", N_("Point d'accès numérique de la CAF")),
    "promeneurs": Answer("Promeneurs du net", N_("Promeneurs du Net")),
    "relay": Answer("Relais numérique (Emmaüs Connect)", N_("Relais numérique d'Emmaüs Connect")),
}
LABELS: Answers = {
    "health": Answer("Formé à « Mon Espace Santé »", N_("Formé à « Mon espace santé »")),
    "duplex": Answer("Formé à « DUPLEX » (illettrisme)", N_("Formé à « Duplex », contre l'illettrisme")),
    "arnia": Answer("Arnia/MedNum BFC (Bourgogne-Franche-Comté)", N_("Arnia et MedNum BFC (Bourgogne-Franche-Comté)")),
    "reuse": Answer(
        "Collectif ressources et acteurs réemploi (Normandie)",
        N_("Collectif ressources et acteurs du réemploi (Normandie)"),
    ),
    "fabriques": Answer("Fabriques de Territoire", N_("Fabrique de territoire")),
    "eclaireurs": Answer("Les Éclaireurs du numérique (Drôme)", N_("Les Éclaireurs du numérique (Drôme)")),
    "papers": Answer("Mes Papiers (Métropole de Lyon)", N_("Mes Papiers (Métropole de Lyon)")),
    "ordi3": Answer("ORDI 3.0", N_("Ordi 3.0")),
    "sud_labs": Answer("SUD LABS (PACA)", N_("Sud Labs (Provence-Alpes-Côte d'Azur)")),
}
NO_PUBLIC = "no_public"
WAYS_IN: Answers = {
    "come": Answer("Se présenter", N_("Venir sur place")),
    "call": Answer("Téléphoner", N_("Téléphoner")),
    "write": Answer("Contacter par mail", N_("Écrire un e-mail")),
    "online": Answer("Prendre un RDV en ligne", N_("S'inscrire par Internet")),
    "referral": Answer(
        "Envoyer un mail avec une fiche de prescription", N_("Être orienté par un professionnel, qui envoie une fiche")
    ),
    NO_PUBLIC: Answer("Ce lieu n'accueille pas de public", N_("Ce lieu n'accueille pas de public")),
}
SUPPORT: Answers = {
    "alone": Answer("En autonomie", N_("Seul, avec le matériel du lieu")),
    "one_to_one": Answer("Accompagnement individuel", N_("Avec une personne qui vous aide")),
    "group": Answer("Dans un atelier collectif", N_("Dans un atelier, à plusieurs")),
    "remote": Answer("À distance", N_("À distance, par téléphone ou par Internet")),
}
MOVES: Answers = {
    "fixed": Answer("Fixe", N_("Toujours à la même adresse")),
    "moving": Answer("Itinérant", N_("Il se déplace, comme un bibliobus")),
}
KINDS: Answers = {
    "BIB": Answer("BIB", N_("Bibliothèque ou médiathèque")),
    "RELAIS_LECTURE": Answer("RELAIS_LECTURE", N_("Relais lecture")),
    "EPN": Answer("EPN", N_("Espace public numérique")),
    "RFS": Answer("RFS", N_("Maison France Services")),
    "FABRIQUE": Answer("FABRIQUE", N_("Fabrique de territoire")),
    "FABLAB": Answer("FABLAB", N_("Atelier de fabrication (fablab)")),
    "TIERS_LIEUX": Answer("TIERS_LIEUX", N_("Tiers-lieu")),
    "CSC": Answer("CSC", N_("Centre social et culturel")),
    "CCAS": Answer("CCAS", N_("Centre communal d'action sociale")),
    "ASSO": Answer("ASSO", N_("Association")),
    "MUNI": Answer("MUNI", N_("Mairie")),
    "EPCI": Answer("EPCI", N_("Intercommunalité")),
    "DEPT": Answer("DEPT", N_("Département")),
}
# The other kinds of the national list, typed as their code: hardly any library is one.
OTHER_KINDS = frozenset(
    "ACI ACIPHC AFPA AI ASE ASSO_CHOMEUR Autre AVIP CAARUD CADA CAF CAP_EMPLOI CAVA CC CCONS CD CDAS CFP CHRS CHU "
    "CIAS CIDFF CITMET CMP CMS CPAM CPH CS CSAPA DEETS DIPLP E2C EA EATT EI EITI ENM EPI EPIDE ES ESAT ESS ETTI "
    "EVS FAIS FT GEIQ HUDA LA_POSTE MDE MDH MDEF MDPH MDS MJC ML MQ MSA MSAP OACAS ODC OF OIL OPCS PAD PENSION PI "
    "PIJ_BIJ PIMMS PJJ PLIE PREF PREVENTION REG RESSOURCERIE RS_FJT SCP SPIP UDAF".split()
)
LISTS: Mapping[str, Answers] = {
    "kinds": KINDS,
    "moves": MOVES,
    "services": SERVICES,
    "support": SUPPORT,
    "audiences": AUDIENCES,
    "care": CARE,
    "fees": FEES,
    "ways_in": WAYS_IN,
    "programmes": PROGRAMMES,
    "labels": LABELS,
}
