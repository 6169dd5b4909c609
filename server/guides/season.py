"""The guides for the season: publishing, and the day itself."""

from server.accounts.powers import Power
from server.foundation.languages import N_
from server.guides.rules import Chapter, Guide, Way

PUBLISHING = Chapter(
    N_("Publier"),
    (
        Guide(
            "publier",
            N_("Publier et changer une séance"),
            ("seances", "a-relire", "publication"),
            (
                N_("Relisez la séance comme une personne qui ne connaît pas la bibliothèque."),
                N_("Publiez-la tout de suite, ou choisissez le jour où elle paraîtra seule."),
                N_("Là où l'on relit à deux, demandez une relecture : la séance attend dans « À relire »."),
                N_("Changer l'heure ou le lieu prévient les personnes inscrites. La page dit d'abord combien."),
                N_("Pour renoncer, annulez : la séance reste visible, marquée « annulée », et chacun est prévenu."),
            ),
            (
                N_("Publier, c'est montrer la séance à tout le monde."),
                N_("Avant de publier, relisez."),
                N_("Si vous changez l'heure, les personnes sont prévenues."),
                N_("Si vous annulez, les personnes sont prévenues aussi."),
            ),
            (
                Way(Power.PLAN, "/bureau/seances/nouvelle", N_("Préparer une séance")),
                Way(Power.PLAN, "/bureau/a-relire", N_("Voir ce qui attend")),
                Way(Power.LOOK, "/bureau/programme", N_("Voir le programme")),
            ),
        ),
        Guide(
            "faire-connaitre",
            N_("Faire connaître le programme"),
            ("imprimes", "calendriers", "repondeur", "repondeur.txt", "donnees", "data-inclusion", "openagenda"),
            (
                N_("Imprimez une affiche, un programme ou une brochure : le texte vient des séances publiées."),
                N_("Notez où vous l'accrochez. Si la séance change, la page dit quelle affiche retirer."),
                N_("Mettez à jour le message du répondeur avec le texte proposé."),
                N_("Suivez vos séances dans votre propre calendrier, avec une adresse qui n'est qu'à vous."),
            ),
            (
                N_("On peut imprimer des affiches."),
                N_("On note où elles sont."),
                N_("Quand une séance change, on change l'affiche."),
            ),
            (
                Way(Power.BOOK, "/bureau/imprimes", N_("Imprimer")),
                Way(Power.LOOK, "/bureau/repondeur", N_("Lire le texte du répondeur")),
                Way(Power.ENTER, "/bureau/calendriers", N_("Suivre ses séances")),
            ),
        ),
    ),
)
DAY = Chapter(
    N_("Le jour même"),
    (
        Guide(
            "accueil",
            N_("À l'accueil et au téléphone"),
            ("", "personnes", "inscriptions", "standard", "ailleurs"),
            (
                N_("La page « Aujourd'hui » dit ce qu'il y a à faire, qui vient et ce dont chacun a besoin."),
                N_("Pour inscrire une personne, demandez son prénom et son nom. L'adresse e-mail est facultative."),
                N_("Complet ? Proposez la liste d'attente, une autre date, ou une bibliothèque voisine."),
                N_("Lisez le numéro d'inscription à voix haute : deux ou trois mots faciles à retenir."),
                N_("Une erreur ? « Défaire » reste affiché pendant une minute."),
            ),
            (
                N_("Demandez le nom de la personne."),
                N_("Choisissez la séance."),
                N_("Donnez le numéro."),
                N_("Si vous vous trompez, appuyez sur « Défaire »."),
            ),
            (
                Way(Power.ENTER, "/bureau", N_("Ouvrir « Aujourd'hui »")),
                Way(Power.BOOK, "/bureau/ailleurs", N_("Chercher dans les autres bibliothèques")),
                Way(Power.LOOK, "/bureau/standard", N_("Répondre au téléphone")),
            ),
        ),
        Guide(
            "prevenir",
            N_("Appeler et prévenir"),
            ("appels", "messages", "prevenir", "demandes"),
            (
                N_("Les personnes sans e-mail sont dans « Appels ». Commencez par les séances les plus proches."),
                N_("Notez le résultat de chaque appel : prévenue, pas de réponse, à rappeler."),
                N_("Un message n'est pas parti ? La page dit pourquoi. Corrigez, puis renvoyez, ou appelez."),
                N_("Quand personne n'a pu être servi, notez la demande : elle aide à choisir les prochains ateliers."),
            ),
            (
                N_("Certaines personnes n'ont pas d'e-mail."),
                N_("On les appelle."),
                N_("Après l'appel, on note : c'est fait."),
            ),
            (
                Way(Power.BOOK, "/bureau/appels", N_("Voir les appels à faire")),
                Way(Power.LOOK, "/bureau/demandes", N_("Noter une demande")),
            ),
        ),
        Guide(
            "seance",
            N_("Tenir la séance"),
            ("arrivee", "feuilles"),
            (
                N_("Imprimez la feuille avant, si la connexion est mauvaise. Elle est à détruire après."),
                N_("À la porte, touchez le nom de chaque personne qui arrive."),
                N_("Une personne vient sans s'être inscrite ? S'il reste une place, ajoutez-la."),
                N_("Suivez le déroulé de l'atelier. Les minutes ne sont qu'un repère."),
                N_("Finissez par la suite : quel atelier après, et que refaire chez soi."),
            ),
            (
                N_("Notez qui est là."),
                N_("Prenez votre temps."),
                N_("À la fin, dites quel est l'atelier suivant."),
                N_("Détruisez la feuille."),
            ),
            (
                Way(Power.BOOK, "/bureau/feuilles", N_("Voir les feuilles imprimées")),
                Way(Power.PLAN, "/bureau/parcours", N_("Retrouver le déroulé d'un parcours")),
            ),
        ),
        Guide(
            "orienter",
            N_("Accueillir un besoin et orienter"),
            ("premier-accueil", "diagnostics", "accompagnement", "aidants-connect"),
            (
                N_("Écoutez d'abord. Notez le besoin avec les mots proposés, sans nom."),
                N_("Avec son accord, faites le point sur ce que la personne sait faire. Elle peut refuser."),
                N_("Proposez un atelier à son niveau, un rendez-vous, ou un lieu plus proche."),
                N_("Ne gardez jamais ni mot de passe ni mandat. Seule une personne habilitée agit pour une autre."),
            ),
            (
                N_("Écoutez la personne."),
                N_("Demandez son accord avant d'écrire."),
                N_("Proposez un atelier facile à suivre."),
                N_("Ne tapez jamais un mot de passe à sa place."),
            ),
            (
                Way(Power.ENTER, "/bureau/inclusion", N_("Voir les outils pour accueillir et orienter")),
                Way(Power.BOOK, "/bureau/ailleurs", N_("Chercher un autre lieu")),
            ),
        ),
        Guide(
            "pass",
            N_("Accepter le Pass numérique"),
            ("pass",),
            (
                N_("Dites quels Pass vous acceptez, jusqu'à quand, et pour combien."),
                N_("Le code est vérifié à l'inscription : il est réservé, puis utilisé quand la personne vient."),
                N_("Si elle annule, son Pass lui est rendu."),
                N_("À la fin du mois, envoyez le bordereau."),
            ),
            (
                N_("Le Pass paie la séance."),
                N_("On tape son numéro."),
                N_("Si la personne ne peut pas venir, elle le garde."),
            ),
            (Way(Power.LOOK, "/bureau/pass", N_("Ouvrir les Pass numériques")),),
        ),
    ),
)
