"""The sentences of this room's refusals."""

from server.foundation.languages import N_

REASONS = {
    "passkey_late": N_("Trop de temps a passé. Essayez encore une fois."),
    "passkey_refused": N_("Cette clé d'accès n'ouvre pas. Essayez-en une autre, ou entrez avec votre mot de passe."),
    "passkey_doubted": N_(
        "Cette clé d'accès a peut-être été copiée. Entrez avec votre mot de passe, retirez-la et faites-en une autre."
    ),
    "passkey_known": N_("Cette clé d'accès est déjà enregistrée."),
    "passkeys_many": N_("Vous avez déjà %(most)s clés d'accès. Retirez-en une d'abord."),
}
