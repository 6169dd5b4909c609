"""The sentences of this room's refusals."""

from server.foundation.languages import N_

# Who may be asked for a code beside the password: administrators, and the roles in a library.
DUTIES = {
    "administrator": N_("Les personnes qui administrent tout"),
    "manager": N_("Les responsables d'une bibliothèque"),
    "programming": N_("Les personnes qui préparent le programme"),
    "desk": N_("Les personnes qui inscrivent"),
    "reading": N_("Les personnes qui regardent seulement"),
}
REASONS = {
    "code_wrong": N_("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant, puis écrivez-le."),
    "proposal_late": N_("Trop de temps a passé. Voici un nouveau carré à lire avec votre téléphone."),
    "factor_due": N_("Votre rôle demande un code en plus du mot de passe. Vous pouvez en changer, pas vous en passer."),
    "nothing_to_reset": N_("Il n'y a rien à retirer."),
    "openid_late": N_("Trop de temps a passé, ou ce n'est plus le même navigateur. Essayez encore une fois."),
    "openid_given_up": N_("Rien n'a été fait : cela n'a pas été mené jusqu'au bout. Vous pouvez essayer encore."),
    "openid_unreachable": N_("Ce service ne répond pas comme il faut. Entrez autrement, ou essayez plus tard."),
    "openid_refused": N_("Ce que ce service a répondu n'a pas pu être vérifié. Entrez autrement, ou essayez encore."),
    "openid_no_email": N_("Ce service ne confirme pas votre adresse e-mail. Entrez autrement."),
    "openid_unknown": N_("Il n'y a pas de compte ici pour votre adresse e-mail. Demandez qu'on vous invite."),
    "passkey_late": N_("Trop de temps a passé. Essayez encore une fois."),
    "passkey_refused": N_("Cette clé d'accès n'ouvre pas. Essayez-en une autre, ou entrez avec votre mot de passe."),
    "passkey_doubted": N_(
        "Cette clé d'accès a peut-être été copiée. Entrez avec votre mot de passe, retirez-la et faites-en une autre."
    ),
    "passkey_known": N_("Cette clé d'accès est déjà enregistrée."),
    "passkeys_many": N_("Vous avez déjà %(most)s clés d'accès. Retirez-en une d'abord."),
}
