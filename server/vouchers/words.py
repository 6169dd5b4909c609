"""The words of this room: what became of a voucher, and refusals."""

from server.foundation.languages import N_

STATES = {
    "reserved": N_("Gardé pour cette séance"),
    "used": N_("Utilisé"),
    "given_back": N_("Rendu, il peut encore servir"),
}
ON_ABSENCE = {
    "given_back": N_("Il est rendu à la personne"),
    "used": N_("Il est utilisé"),
}
REASONS = {
    "bad_amount": N_("Écrivez un prix en euros, comme 10 ou 7,50. Au plus 1000 euros."),
    "bad_pattern": N_("Écrivez 9 pour un chiffre et A pour une lettre, comme 9999-9999."),
    "short_pattern": N_("Un code a au moins six chiffres ou lettres."),
    "same_codes": N_("Ces codes sont aussi ceux de « %(name)s » aux mêmes dates : on ne saurait pas les distinguer."),
    "pass_not_accepted": N_("Cette séance n'accepte pas le Pass numérique."),
    "voucher_needs_seat": N_("On garde un chèque quand la place est sûre."),
    "voucher_unknown": N_("Ce code ne ressemble à aucun chèque que nous acceptons. Regardez-le encore une fois."),
    "voucher_not_yet": N_("Ce chèque n'est pas encore valable le jour de la séance."),
    "voucher_expired": N_("Ce chèque n'est plus valable le jour de la séance."),
    "voucher_taken": N_("Ce chèque est déjà utilisé, ou gardé pour une autre inscription."),
    "voucher_other_issuer": N_("Il faut des chèques du même organisme pour une même inscription."),
    "voucher_enough": N_("C'est déjà assez. Chèques pour cette inscription : %(most)s."),
    "voucher_used": N_("Ce chèque est déjà utilisé."),
}
