"""The guides for what comes before the season: workshops, dates, people, places, training."""

from server.accounts.powers import Power
from server.foundation.languages import N_
from server.guides.rules import Chapter, Guide, Way

BEFORE = Chapter(
    N_("Avant la saison"),
    (
        Guide(
            "ateliers",
            N_("Écrire ses ateliers et ses parcours"),
            ("ateliers", "parcours", "ressources"),
            (
                N_("Écrivez chaque atelier une seule fois : un titre, une phrase, pour qui, ce qu'il faut apporter."),
                N_("Dites le niveau et les compétences. La page publique les explique avec des mots simples."),
                N_("Réunissez les ateliers qui se suivent dans un parcours, ou adoptez un parcours tout prêt."),
                N_("Ajoutez des ressources : ce que la personne peut relire ou essayer chez elle."),
                N_("Changer la fiche d'un atelier change la page de toutes ses séances à venir."),
            ),
            (
                N_("Un atelier, c'est ce que vous proposez."),
                N_("Vous l'écrivez une fois."),
                N_("Ensuite, vous lui donnez des dates."),
                N_("Un parcours, ce sont des ateliers qui se suivent."),
            ),
            (
                Way(Power.PLAN, "/bureau/ateliers/nouveau", N_("Écrire un atelier")),
                Way(Power.PLAN, "/bureau/parcours/modeles", N_("Adopter un parcours tout prêt")),
                Way(Power.LOOK, "/bureau/ressources", N_("Choisir des ressources")),
            ),
        ),
        Guide(
            "dates",
            N_("Donner des dates"),
            ("planifier", "programme", "planning", "series", "cycles", "a-deplacer", "imports"),
            (
                N_("Choisissez l'atelier, le rythme, le premier jour et l'heure. Rien n'est écrit avant votre accord."),
                N_("Lisez la liste des dates : jours fériés, vacances et fermetures sont écartés, avec la raison."),
                N_("Si une salle ou une personne est déjà prise, la page le dit. Changez l'heure, ou la salle."),
                N_("Pour des séances qui se réservent ensemble, faites un cycle."),
                N_("Votre programme est déjà dans un tableau ? Importez le fichier, puis vérifiez avant de confirmer."),
            ),
            (
                N_("Dites quand l'atelier commence."),
                N_("La page propose des dates."),
                N_("Lisez-les. Gardez celles qui vont."),
                N_("Tant que vous n'avez pas publié, personne ne les voit."),
            ),
            (
                Way(Power.PLAN, "/bureau/planifier", N_("Planifier une série")),
                Way(Power.LOOK, "/bureau/planning", N_("Voir le planning")),
                Way(Power.PLAN, "/bureau/imports", N_("Importer un programme")),
            ),
        ),
        Guide(
            "equipe",
            N_("Préparer l'équipe"),
            ("equipe", "pouvoirs", "compte", "clavier", "entrainement"),
            (
                N_("Invitez chaque personne avec son adresse e-mail. Elle choisit elle-même son mot de passe."),
                N_("Donnez le plus petit rôle qui suffit. La page « Qui peut faire quoi » dit ce que chacun permet."),
                N_("Protégez votre compte par un code ou une clé d'accès."),
                N_("Entraînez-vous avec des séances d'essai : rien n'y est vrai, aucun message ne part."),
                N_("Quand une personne s'en va, retirez-la le jour même."),
            ),
            (
                N_("Chaque personne a son compte."),
                N_("On ne prête pas son mot de passe."),
                N_("Avant de commencer, on peut s'entraîner."),
                N_("Pendant l'entraînement, rien n'est vrai."),
            ),
            (
                Way(Power.RUN_TEAM, "/bureau/equipe", N_("Inviter une personne")),
                Way(Power.ENTER, "/bureau/pouvoirs", N_("Lire qui peut faire quoi")),
                Way(Power.PRACTISE, "/bureau/entrainement", N_("S'entraîner")),
                Way(Power.ENTER, "/bureau/compte", N_("Ouvrir mon compte")),
            ),
        ),
        Guide(
            "lieux",
            N_("Décrire les lieux, le matériel et qui anime"),
            ("bibliotheques", "materiel", "mediateurs"),
            (
                N_("Remplissez la fiche de la bibliothèque : adresse, téléphone, horaires, comment on y entre."),
                N_("Notez les fermetures dès que vous les connaissez : les séries les évitent."),
                N_("Décrivez les salles : combien de personnes y tiennent, le temps pour préparer et ranger."),
                N_("Comptez le matériel. Dites s'il voyage d'une bibliothèque à l'autre."),
                N_("Notez qui anime, ses jours et ses congés. Choisissez si le public lit son nom."),
            ),
            (
                N_("Dites où se passent les ateliers."),
                N_("Dites quand la bibliothèque est fermée."),
                N_("Dites qui anime, et quand."),
                N_("Ensuite, la page prévient si deux choses se gênent."),
            ),
            (
                Way(Power.ENTER, "/bureau/bibliotheques", N_("Ouvrir la fiche d'une bibliothèque")),
                Way(Power.LOOK, "/bureau/materiel", N_("Compter le matériel")),
                Way(Power.LOOK, "/bureau/mediateurs", N_("Noter qui anime")),
            ),
        ),
        Guide(
            "formations",
            N_("Se former"),
            ("formations",),
            (
                N_("Regardez les formations proposées aux professionnels, près de chez vous ou en ligne."),
                N_("Inscrivez-vous comme le ferait une personne du public : la place est tout de suite à vous."),
                N_("Après la formation, la présence est notée et compte dans votre parcours."),
                N_("Gardez votre attestation."),
            ),
            (
                N_("Les agents aussi apprennent."),
                N_("Choisissez une formation."),
                N_("Venez. C'est noté."),
                N_("Vous recevez une attestation."),
            ),
            (Way(Power.ENTER, "/bureau/inclusion", N_("Voir tout ce qui existe pour l'inclusion numérique")),),
        ),
    ),
)
