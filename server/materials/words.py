"""The words of this room: categories and types of resources, who reads them, refusals."""

from server.foundation.languages import N_

CATEGORIES = {
    "inclusion": N_("Inclusion numérique"),
    "culture": N_("Culture numérique"),
    "commons": N_("Communs et souveraineté"),
    "environment": N_("Numérique et environnement"),
}
KINDS = {
    "teaching": N_("Ressource pédagogique"),
    "tool": N_("Outil numérique"),
    "directory": N_("Annuaire"),
    "article": N_("Article"),
    "toolbox": N_("Boîte à outils"),
    "poster": N_("Infographie"),
    "method": N_("Méthode"),
    "quiz": N_("Questionnaire"),
    "video": N_("Vidéo ou webinaire"),
}
AUDIENCES = {
    "everyone": N_("Tout le monde"),
    "staff": N_("L'équipe seulement"),
    "draft": N_("Personne pour l'instant : c'est un brouillon"),
}
REASONS = {
    "material_address": N_("L'adresse doit commencer par https:// ou http://, sans nom ni mot de passe dedans."),
    "materials_unreadable": N_("Ce fichier n'est pas une liste de ressources : il commence par {« data » : […]}."),
    "materials_too_many": N_("Ce fichier a plus de 10 000 ressources. Coupez-le en plusieurs."),
    "material_incomplete": N_("La ressource numéro %(number)s n'a pas d'identifiant ou pas de titre."),
    "material_twice": N_("La ressource numéro %(number)s a le même identifiant qu'une autre, plus haut."),
    "material_missing": N_("Choisissez un fichier."),
    "material_unknown": N_("Cette ressource n'existe plus."),
}
