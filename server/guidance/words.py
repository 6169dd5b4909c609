"""The words of this room: the four questions and their answers, why a session was chosen, refusals."""

from server.foundation.languages import N_

# Each question with its answers: (words, picture, badge), see templates/guidance/pictures.html.
Answer = tuple[str, str, str]
DEVICE = N_("Avec quoi voulez-vous apprendre ?")
DEVICES: dict[str, Answer] = {
    "ordinateur": (N_("Un ordinateur"), "computer", ""),
    "telephone": (N_("Un téléphone ou une tablette"), "phone", ""),
    "aucun": (N_("Je ne sais pas, ou je n'ai rien"), "both", "unsure"),
}
SWITCH = N_("Savez-vous l'allumer et l'éteindre ?")
SWITCHES: dict[str, Answer] = {
    "seul": (N_("Oui, tout seul"), "switch", "alone"),
    "aide": (N_("Oui, avec de l'aide"), "switch", "helped"),
    "non": (N_("Non, pas encore"), "switch", "unsure"),
}
MOUSE = N_("Savez-vous vous servir d'une souris ?")
MOUSES: dict[str, Answer] = {
    "bien": (N_("Oui, sans problème"), "mouse", "alone"),
    "peu": (N_("Un peu, c'est difficile"), "mouse", "hard"),
    "jamais": (N_("Je n'ai jamais utilisé une souris"), "mouse", "unsure"),
}
TOUCH = N_("Savez-vous toucher et faire glisser sur l'écran ?")
TOUCHES: dict[str, Answer] = {
    "bien": (N_("Oui, sans problème"), "finger", "alone"),
    "peu": (N_("Un peu, c'est difficile"), "finger", "hard"),
    "jamais": (N_("Je ne l'ai jamais fait"), "finger", "unsure"),
}
MESSAGE = N_("Savez-vous envoyer un message par Internet ?")
MESSAGES: dict[str, Answer] = {
    "seul": (N_("Oui, tout seul"), "letter", "alone"),
    "aide": (N_("Oui, avec de l'aide"), "letter", "helped"),
    "jamais": (N_("Non, je ne l'ai jamais fait"), "letter", "unsure"),
}
WHY = {
    "never_mouse": N_("Vous n'avez jamais utilisé une souris : ici, on commence par là, sans se presser."),
    "never_touched": N_("Vous n'avez jamais touché un écran : ici, on commence par là, sans se presser."),
    "switch_on": N_("Vous ne savez pas encore l'allumer : ici, on commence par là, sans se presser."),
    "other_device": N_("Ici, on découvre aussi un autre appareil. Vous verrez lequel vous plaît le plus."),
    "then_messages": N_("Ensuite, vous pourrez apprendre à écrire à vos proches."),
    "more_ease": N_("Pour que vos gestes deviennent plus faciles, en prenant le temps."),
    "messages": N_("Pour écrire et recevoir des messages sans aide."),
    "search": N_("Pour chercher sur Internet ce qui vous intéresse."),
    "procedures": N_("Vous êtes à l'aise : vous pouvez apprendre à faire vos démarches en ligne."),
    "safety": N_("Pour reconnaître les arnaques et protéger vos appareils."),
    "photos": N_("Pour ranger vos photos et vos documents, et les retrouver."),
    "another_date": N_("Une autre date, si la première ne vous va pas."),
}
SERVICES = N_("Se servir des services publics en ligne")
LEVELS = {str(level): words for level, words in enumerate((
    N_("0 : pas encore"),
    N_("1 (novice)"),
    N_("2 (novice)"),
    N_("3 (indépendant)"),
    N_("4 (indépendant)"),
    N_("5 (avancé)"),
    N_("6 (avancé)"),
    N_("7 (expert)"),
    N_("8 (expert)"),
))}  # fmt: skip
REASONS = {
    "no_address_here": N_("Un prénom ou un numéro suffit. N'écrivez pas d'adresse ici."),
    "score_too_high": N_("Le résultat est plus grand que le plus grand résultat possible."),
    "bad_level": N_("Un niveau va de 0 à 8."),
    "no_level": N_("Notez au moins un niveau."),
    "consent_missing": N_("Demandez d'abord à la personne si elle est d'accord. Sans son accord, rien n'est gardé."),
    "bad_campaign": N_("Un code n'a que des lettres et des chiffres, quarante au plus."),
}
