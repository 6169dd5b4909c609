"""The guides for what comes after a session, and for the network."""

from server.accounts.powers import Power
from server.foundation.languages import N_
from server.guides.rules import Chapter, Guide, Way

AFTER = Chapter(
    N_("Après"),
    (
        Guide(
            "compter",
            N_("Noter les présences et rendre compte"),
            ("a-renseigner", "coop", "rapport-annuel", "tableau"),
            (
                N_("Notez les présences le jour même. C'est la seule saisie : tout le reste en vient."),
                N_("Présente, absente, excusée : si vous ne savez pas, laissez « non saisi ». Ce n'est pas zéro."),
                N_("Recopiez la fiche pour La Coop avec les boutons « Copier » : l'ordre et les mots sont les siens."),
                N_("Le rapport annuel se remplit seul. Relisez les lignes « non communiqué »."),
                N_("Les petits nombres sont cachés, pour que personne ne soit reconnu."),
            ),
            (
                N_("Après la séance, dites qui est venu."),
                N_("Les totaux se font tout seuls."),
                N_("Si vous ne savez pas, ne mettez pas zéro."),
            ),
            (
                Way(Power.BOOK, "/bureau/a-renseigner", N_("Noter les présences qui manquent")),
                Way(Power.ENTER, "/bureau/inclusion", N_("Voir les comptes à rendre")),
            ),
        ),
    ),
)
NETWORK = Chapter(
    N_("Le réseau"),
    (
        Guide(
            "partenaires",
            N_("Travailler avec des partenaires"),
            ("partenaires", "conventions", "charte", "financements"),
            (
                N_("Donnez à un partenaire un lien à lui : il inscrit les personnes qu'il aide, sans compte."),
                N_("Retirez le lien à tout moment. Il s'arrête aussi à sa date."),
                N_("Écrivez une convention : qui, pourquoi, jusqu'à quand, qui apporte quoi. La page rappelle la fin."),
                N_("Faites signer la charte par les collectivités. Une nouvelle version se signe de nouveau."),
            ),
            (
                N_("Un partenaire aide des personnes."),
                N_("Il peut les inscrire avec un lien."),
                N_("On écrit ensemble qui fait quoi."),
            ),
            (
                Way(Power.RUN_PARTNERS, "/bureau/partenaires", N_("Ajouter un partenaire")),
                Way(Power.ENTER, "/bureau/inclusion", N_("Voir les partenariats et les financements")),
            ),
        ),
        Guide(
            "reseau",
            N_("Relier les agendas"),
            ("reseau", "abonnements", "territoires"),
            (
                N_("Tapez l'adresse d'un autre agenda pour le suivre : ses séances arrivent en quelques secondes."),
                N_("Un lieu n'a qu'un calendrier ? Abonnez-vous à son adresse."),
                N_("Une séance vue deux fois n'est montrée qu'une fois."),
                N_("Quand un voisin ne répond plus, la page dit depuis quand et quoi faire. Rien n'est perdu."),
                N_("Dessinez le territoire du réseau ou du hub : communes, départements, régions."),
            ),
            (
                N_("D'autres bibliothèques ont aussi un agenda."),
                N_("On peut les relier."),
                N_("Alors, chacun voit les séances des autres."),
                N_("Les noms des personnes ne voyagent pas."),
            ),
            (
                Way(Power.LOOK, "/bureau/reseau", N_("Voir le réseau")),
                Way(Power.LOOK, "/bureau/abonnements", N_("Suivre le calendrier d'un autre lieu")),
            ),
        ),
        Guide(
            "inclusion",
            N_("Trouver ce que l'on cherche"),
            ("inclusion", "guides"),
            (
                N_("La page « Inclusion numérique » réunit les programmes par ce que l'on vient faire."),
                N_("En bas de chaque page du bureau, « Guide de cette page » ouvre le bon guide."),
                N_("Tous les guides s'impriment. Mettez-les dans un classeur à l'accueil."),
            ),
            (
                N_("Il y a un guide pour chaque page."),
                N_("Il est en bas de la page."),
                N_("On peut l'imprimer."),
            ),
            (
                Way(Power.ENTER, "/bureau/inclusion", N_("Ouvrir « Inclusion numérique »")),
                Way(Power.ENTER, "/bureau/guides/complet", N_("Imprimer tous les guides")),
            ),
        ),
        Guide(
            "donnees",
            N_("Protéger les données, relier d'autres programmes"),
            ("registre", "webhooks"),
            (
                N_("Le registre dit quelles données personnelles sont gardées, pourquoi, et quand elles s'effacent."),
                N_("Ne notez sur une personne que ce qui sert à l'accueillir."),
                N_("Un autre programme veut être prévenu ? Donnez-lui une adresse et un secret. Aucun nom n'y passe."),
            ),
            (
                N_("On garde peu de choses sur les personnes."),
                N_("Elles s'effacent toutes seules."),
                N_("Le registre dit quand."),
            ),
            (
                Way(Power.READ_REGISTER, "/bureau/registre", N_("Lire le registre")),
                Way(Power.RUN_HOOKS, "/bureau/webhooks", N_("Prévenir d'autres programmes")),
            ),
        ),
    ),
)
