"""References said aloud: a short word and a number ("LUNE 42"). They are no secret: they open nothing by themselves."""

import random
import re
import secrets
from collections.abc import Iterator

from server.foundation.words import fold

# Plain things that everybody knows, in capitals without accents. No two differ by one letter, none sounds like another
# word or a number, none is unkind to read out to somebody.
WORDS = tuple(
    """
    ABEILLE ABRICOT AGNEAU AIGLE AMBRE ANANAS ARDOISE ARMOIRE AURORE AUTOMNE AVION BALCON BAMBOU BANANE BARQUE
    BASILIC BEURRE BLEUET BONBON BOUGIE BOUILLON BOULEAU BRIOCHE BRONZE BRUME CABANE CACAO CAHIER CAMION CANARD
    CANNELLE CANOE CARAMEL CAROTTE CARTABLE CASCADE CASTOR CEDRE CERISE CHAISE CHANSON CHEMISE CHEVAL CHOCOLAT CIEL
    CIGALE CIGOGNE CITRON CLOCHER COLIBRI COLLINE COMETE COMPAS CORAIL COTON CRABE CRAYON CRIQUET CRISTAL CUISINE
    CUIVRE CYMBALE CYPRES DAHLIA DAUPHIN DENTELLE DIAMANT ECHARPE ECLAIR ECUREUIL EMERAUDE ERABLE ESCALIER ETOILE
    FALAISE FAUCON FAUTEUIL FENETRE FIGUE FLAMANT FLEUVE FORET FOUGERE FOURMI FRAISE FROMAGE GALETTE GATEAU GIRAFE
    GIVRE GLYCINE GRANIT GRENIER GROTTE GUITARE HARICOT HARPE HERISSON HIBOU HIVER HOMARD HORLOGE IRIS IVOIRE JARDIN
    JASMIN JUNGLE KIWI KOALA LAGUNE LAMPE LAURIER LAVANDE LENTILLE LETTRE LIERRE LILAS LOUP LOUTRE LUNE MAISON
    MANGUE MARBRE MELODIE MERLE MESANGE MIMOSA MIROIR MOINEAU MOUETTE MOULIN MOUTON MUGUET NAVET NAVIRE NEIGE
    NOISETTE NOUGAT NUAGE OCEAN OIGNON OLIVIER ORAGE ORCHIDEE OURS PALAIS PALMIER PANDA PAPIER PAPILLON PEINTURE
    PELICAN PENDULE PERSIL PIANO PINCEAU PIVOINE PLAGE PLANETE PLATANE PLUME POMME PONEY PRAIRIE PRUNE RADIS RAISIN
    RENARD REQUIN RIDEAU RIVIERE ROSE ROUTE RUBAN RUBIS SAFRAN SALADE SANDALE SAPHIR SAPIN SARDINE SAUMON SENTIER
    SIROP SOLEIL SOUPE SUCRE TABLEAU TAPIS TARTINE THEATRE TIGRE TILLEUL TOMATE TOPAZE TOURELLE TRACTEUR TRAMWAY
    TREFLE TRUITE TULIPE TUNNEL VALISE VANILLE VELOURS VIADUC VILLAGE VIOLETTE VIOLON VOILIER VOITURE VOLCAN ZEBRE
    """.split()
)
KNOWN = frozenset(WORDS)
# How many digits each try has: short ones first, more digits where short ones are taken.
DIGITS = (2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 10)
WRITTEN = re.compile(r"([a-z]+)[^a-z0-9]*([0-9]{1,12})")
CHANCE: random.Random = secrets.SystemRandom()


def candidates(chance: random.Random = CHANCE) -> Iterator[str]:
    """Yield references to try in turn, until one is free."""
    for digits in DIGITS:
        yield f"{chance.choice(WORDS)} {chance.randrange(10 ** (digits - 1), 10**digits)}"


def parse(text: str) -> str | None:
    """Return the reference that a person typed or said ("lune42", " Lune - 42 "), or None."""
    found = WRITTEN.fullmatch("".join(character for character in fold(text) if character.isalnum()))
    if found is None or found[1].upper() not in KNOWN:
        return None
    return f"{found[1].upper()} {found[2]}"
