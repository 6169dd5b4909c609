"""The resources of the demonstration, shown with its workshops, and a ready path that was adopted and has dates."""

from datetime import datetime, timedelta

from server.accounts.rules import Person
from server.libraries.queries import LibraryView
from server.materials.actions import write_material
from server.materials.adopting import adopt
from server.materials.models import model_path
from server.materials.rules import Sheet
from server.materials.uses import Beside, attach
from server.planning.along import plan_path
from server.workshops.paths import path_view
from server.workshops.queries import all_workshops
from server.workshops.sessions import Plan

DAY, TUESDAY = timedelta(days=1), 1
# Title, address, summary, category, type, themes, competences. The sites are public; the words are ours.
RESOURCES = (
    ("Les Bases du numérique d'intérêt général", "https://lesbases.anct.gouv.fr", "Des ressources partagées par celles "
     "et ceux qui aident.", "inclusion", "directory", "first_steps internet", "1.1 5.2"),
    ("Les Bons Clics : s'exercer pas à pas", "https://www.lesbonsclics.fr", "Des exercices pour débuter.",
     "inclusion", "teaching", "first_steps email internet", "5.2 2.1"),
    ("Pix : où en suis-je ?", "https://pix.fr", "Des questions pour se situer.", "inclusion", "quiz",
     "internet files_photos", "1.1 1.2"),
    ("Cybermalveillance : que faire après une arnaque ?", "https://www.cybermalveillance.gouv.fr", "Des "
     "conseils, pas à pas.", "culture", "toolbox", "safety", "4.1"),
    ("Service-public : vos démarches expliquées", "https://www.service-public.fr", "Qui a droit à quoi, avec quels "
     "papiers.", "inclusion", "directory", "procedures", "2.4"),
    ("FranceConnect, à quoi ça sert", "https://franceconnect.gouv.fr", "Un seul compte pour beaucoup de services.",
     "inclusion", "article", "procedures safety", "2.4 4.1"),
    ("La CNIL : protéger sa vie privée", "https://www.cnil.fr", "Mots de passe, traceurs, droits.",
     "culture", "article", "safety culture", "4.2"),
    ("Chercher un emploi", "https://www.francetravail.fr", "Des offres et des conseils.", "inclusion", "tool",
     "jobs", "1.1"),
    ("Wikipédia, l'encyclopédie que tout le monde écrit", "https://fr.wikipedia.org", "Chercher, vérifier les sources, "
     "corriger.", "commons", "tool", "internet culture", "1.1 2.3"),
    ("Framasoft : des outils libres", "https://framasoft.org", "Écrire, partager et voter à plusieurs, sans publicité.",
     "commons", "tool", "creation culture", "2.3"),
    ("L'ADEME : un numérique plus sobre", "https://www.ademe.fr", "Garder son téléphone longtemps, moins de vidéos.",
     "environment", "article", "culture", "4.3"),
    ("Scratch : programmer en jouant", "https://scratch.mit.edu", "Des blocs à assembler, dès huit ans.", "culture",
     "tool", "creation parenting", "3.4"),
)  # fmt: skip
EACH = 6  # how many workshops a resource is shown with, at most


async def fill(library: LibraryView, *, by: Person, now: datetime) -> None:
    """Write the resources down, show them with the workshops of their themes, and date a ready path."""
    workshops = await all_workshops()
    for title, url, summary, category, kind, themes, competences in RESOURCES:
        told = Sheet(title, url, summary, category, kind, tuple(themes.split()), tuple(competences.split()))
        made = await write_material(told, by=by, now=now)
        for workshop in [one for one in workshops if set(one.themes) & set(told.themes)][:EACH]:
            await attach(made, Beside(workshop=workshop.id), by=by, now=now)
    for key in ("premiers-pas", "securite"):
        adopted = await adopt(model_path(key), None, by=by, now=now)
    path = await path_view(adopted.path)
    first = now.replace(hour=9, minute=0, second=0, microsecond=0) + 10 * DAY
    first += (TUESDAY - first.weekday()) % 7 * DAY
    starts = [(first + 7 * number * DAY, step.minutes) for number, step in enumerate(path.steps)]
    plans = [Plan(start, start + timedelta(minutes=minutes), 8, 4) for start, minutes in starts]
    await plan_path(path, library.id, plans, public=True, by=by, now=now)
