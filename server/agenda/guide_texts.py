"""What the pages of applications say: three steps each, with a drawing; words of buttons are those of the makers."""

from dataclasses import dataclass

from server.foundation.languages import N_

# What each drawing shows, for those who do not see it.
PICTURES = {
    "button": N_("Dessin : un écran. Le bouton « %(label)s » est entouré."),
    "menu": N_("Dessin : un menu ouvert. La ligne « %(label)s » est entourée."),
    "field": N_("Dessin : l'adresse est collée dans une case. Le bouton « %(label)s » est entouré."),
    "question": N_("Dessin : l'appareil pose une question. La réponse « %(label)s » est entourée."),
    "list": N_("Dessin : une liste d'agendas. Le nôtre, « %(label)s », est coché."),
    "code": N_("Dessin : un téléphone vise un carré. Le bouton « %(label)s » est entouré."),
}


@dataclass(frozen=True)
class Step:
    """One step: its drawing (of PICTURES), the word in the drawing (empty for the agenda's own name), what to do."""

    picture: str
    label: str
    words: str


@dataclass(frozen=True)
class Guide:
    """How one application subscribes.

    `scanned` is the address that the square holds and `direct` that of a button that does it at once (empty for none):
    names of `subscribers.addresses.subscribed`. `direct_words` is what the button says, `more` what is good to know.
    """

    client: str
    steps: tuple[Step, Step, Step]
    more: tuple[str, ...]
    scanned: str = "url"
    direct: str = ""
    direct_words: str = ""


GUIDES = {
    "google-agenda": Guide(
        "google",
        (
            Step(
                "button",
                "+",
                N_(
                    "Sur un ordinateur, ouvrez calendar.google.com. À gauche, à côté de « Autres agendas », "
                    "appuyez sur le signe +."
                ),
            ),
            Step(
                "field",
                N_("Ajouter un agenda"),
                N_("Choisissez « À partir de l'URL ». Collez l'adresse, puis appuyez sur « Ajouter un agenda »."),
            ),
            Step("list", "", N_("L'agenda est dans la liste. Il vient aussi dans votre téléphone.")),
        ),
        (
            N_("L'application Google du téléphone ne sait pas s'abonner. Il faut un ordinateur, une seule fois."),
            N_("Google choisit lui-même la couleur de l'agenda. Vous pouvez la changer."),
        ),
        direct="google_url",
        direct_words=N_("M'abonner avec Google Agenda"),
    ),
    "iphone-ipad-mac": Guide(
        "apple",
        (
            Step(
                "code",
                N_("M'abonner"),
                N_("Visez le carré avec l'appareil photo, ou appuyez ici sur « M'abonner sur cet appareil »."),
            ),
            Step("question", N_("S'abonner"), N_("L'appareil demande si vous voulez vous abonner. Répondez oui.")),
            Step("list", "", N_("L'agenda est dans l'application Calendrier.")),
        ),
        (
            N_(
                "Pour qu'il se relise plus souvent, sur iPhone : Réglages, Calendrier, Comptes, Nouvelles données. "
                "Sur Mac : dans Calendrier, « Lire les informations », « Actualisation automatique »."
            ),
        ),
        scanned="webcal_url",
        direct="webcal_url",
        direct_words=N_("M'abonner sur cet appareil"),
    ),
    "outlook": Guide(
        "outlook",
        (
            Step(
                "menu",
                N_("À partir d'Internet…"),
                N_(
                    "Dans Outlook, ouvrez le calendrier. Choisissez « Ajouter un calendrier », « À partir d'Internet »."
                ),
            ),
            Step("field", N_("OK"), N_("Collez l'adresse, puis appuyez sur « OK ».")),
            Step("question", N_("Oui"), N_("Outlook demande si vous voulez ajouter ce calendrier. Répondez oui.")),
        ),
        (
            N_("Une séance annulée reste affichée : son titre commence par « ANNULÉ »."),
            N_("Ne choisissez pas « Ouvrir » un fichier : il ne se mettrait plus à jour."),
        ),
    ),
    "outlook-internet": Guide(
        "outlook_web",
        (
            Step(
                "button",
                N_("Ajouter un calendrier"),
                N_("Ouvrez Outlook dans votre navigateur, puis le calendrier. Appuyez sur « Ajouter un calendrier »."),
            ),
            Step(
                "menu",
                N_("S'abonner à partir du web"),
                N_("Choisissez « S'abonner à partir du web », puis collez l'adresse."),
            ),
            Step("field", N_("Importer"), N_("Donnez un nom à l'agenda, puis appuyez sur « Importer ».")),
        ),
        (
            N_("Une séance annulée reste affichée : son titre commence par « ANNULÉ »."),
            N_("Au travail, votre service informatique peut avoir fermé les abonnements. Demandez-lui."),
        ),
        direct="office_url",
        direct_words=N_("M'abonner avec Microsoft 365"),
    ),
    "thunderbird": Guide(
        "thunderbird",
        (
            Step(
                "button",
                N_("Nouvel agenda…"),
                N_("Dans Thunderbird, ouvrez l'agenda. En bas à gauche, appuyez sur « Nouvel agenda »."),
            ),
            Step(
                "field",
                N_("Rechercher des agendas"),
                N_("Choisissez « Sur le réseau ». Collez l'adresse, puis appuyez sur « Rechercher des agendas »."),
            ),
            Step("list", "", N_("Cochez l'agenda trouvé, puis appuyez sur « S'abonner ».")),
        ),
        (N_("Clic droit sur l'agenda, « Propriétés » : vous pouvez choisir combien de fois il se relit."),),
    ),
    "nextcloud": Guide(
        "nextcloud",
        (
            Step("button", "+", N_("Dans Nextcloud, ouvrez Agenda. À gauche, appuyez sur le signe +.")),
            Step(
                "menu",
                N_("Nouvel abonnement par lien"),
                N_("Choisissez « Nouvel abonnement par lien ». Collez l'adresse et validez."),
            ),
            Step("list", "", N_("L'agenda est dans la liste, avec les abonnements.")),
        ),
        (N_("L'agenda vient aussi dans les appareils qui lisent votre Nextcloud."),),
    ),
    "android": Guide(
        "icsx5",
        (
            Step(
                "button",
                N_("Installer"),
                N_("Installez ICSx5, depuis F-Droid ou Google Play. C'est un logiciel libre."),
            ),
            Step(
                "field",
                N_("Suivant"),
                N_("Dans ICSx5, appuyez sur le signe +. Collez l'adresse, ou visez le carré avec l'appareil photo."),
            ),
            Step("list", "", N_("Enregistrez. L'agenda vient dans l'application Agenda du téléphone.")),
        ),
        (N_("Sans ICSx5 : abonnez-vous avec Google Agenda sur un ordinateur, l'agenda viendra dans le téléphone."),),
        scanned="webcal_url",
        direct="webcal_url",
        direct_words=N_("Ouvrir avec ICSx5"),
    ),
}
