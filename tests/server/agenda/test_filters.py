"""What a query string asks for, by a table of cases."""

from datetime import UTC, date, datetime

import pytest

from server.agenda.filters import Filters, read

NOW = datetime(2027, 1, 13, 23, 30, tzinfo=UTC)  # Thursday 14 January, half past midnight, in Paris


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, {}),
        ({"q": "  premiers   pas "}, {"q": "premiers pas"}),
        ({"q": "a\x00b\x1f"}, {"q": "ab"}),
        ({"q": "x" * 5000}, {"q": "x" * 100}),
        ({"bibliotheque": "Jean-Macé"}, {"bibliotheque": "jean-mace"}),
        ({"source": "Agenda.Quimper.bzh"}, {"source": "agenda.quimper.bzh"}),
        ({"source": "127.0.0.1:8001"}, {"source": "127.0.0.1:8001"}),
        ({"source": "x' OR 1=1 --"}, {}),
        ({"source": "h" * 400}, {}),
        ({"commune": " Saint-Brieuc "}, {"commune": "Saint-Brieuc"}),
        ({"theme": "email"}, {"theme": "email"}),
        ({"theme": "first-steps"}, {"theme": "first_steps"}),
        ({"theme": "Courrier électronique"}, {"theme": "email"}),
        ({"theme": "courrier-electronique"}, {"theme": "email"}),
        ({"theme": "poterie"}, {}),
        ({"niveau": "beginner"}, {"niveau": "beginner"}),
        ({"niveau": "débutant"}, {"niveau": "beginner"}),
        ({"niveau": "pour-continuer"}, {"niveau": "intermediate"}),
        ({"niveau": "expert"}, {}),
        ({"public": "seniors"}, {"public": "seniors"}),
        ({"public": "Personnes âgées"}, {"public": "seniors"}),
        ({"mode": "en-ligne"}, {"mode": "en-ligne"}),
        ({"mode": "Sur place"}, {"mode": "sur-place"}),
        ({"mode": "lune"}, {}),
        ({"quand": "cette-semaine"}, {"quand": "cette-semaine"}),
        ({"quand": "hier"}, {}),
        ({"du": "2027-01-12"}, {"du": "2027-01-12"}),
        ({"du": "12/01/2027"}, {"du": "2027-01-12"}),
        ({"du": "2027-02-30"}, {}),
        ({"du": "0001-01-01"}, {}),
        ({"au": "9999-12-31"}, {}),
        ({"au": "demain"}, {}),
        ({"places": "oui"}, {"places": "oui"}),
        ({"places": "1"}, {"places": "oui"}),
        ({"places": "non"}, {}),
        ({"pass_numerique": "Oui"}, {"pass_numerique": "oui"}),
        ({"pass_numerique": "non"}, {}),
        ({"salle": "Salle d'étude"}, {"salle": "salle-d-etude"}),
        ({"departement": "35"}, {"departement": "35"}),
        ({"departement": "2b"}, {"departement": "2B"}),
        ({"departement": "974"}, {"departement": "974"}),
        ({"departement": "20"}, {}),
        ({"departement": "99"}, {}),
        ({"departement": "3'"}, {}),
        ({"commune": "Brest", "rayon": "20"}, {"commune": "Brest", "rayon": "20"}),
        ({"commune": "Brest", "rayon": "999"}, {"commune": "Brest", "rayon": "200"}),
        ({"commune": "Brest", "rayon": "-5"}, {"commune": "Brest"}),
        ({"commune": "Brest", "rayon": "loin"}, {"commune": "Brest"}),
        ({"rayon": "20"}, {}),
        ({"centre": "48.11123,-1.68", "rayon": "20"}, {"centre": "48.111,-1.68", "rayon": "20"}),
        ({"centre": "48.1; -1.6", "rayon": "20"}, {"centre": "48.1,-1.6", "rayon": "20"}),
        ({"centre": "48.1,-1.6"}, {}),
        ({"centre": "98.1,-1.6", "rayon": "20"}, {}),
        ({"centre": "ici", "rayon": "20"}, {}),
        ({"langue": "ar"}, {"langue": "ar"}),
        ({"langue": "En anglais"}, {"langue": "en"}),
        ({"langue": "xx"}, {}),
        ({"acces": "wheelchair"}, {"acces": "wheelchair"}),
        ({"acces": "boucle-magnetique"}, {"acces": "hearing_loop"}),
        ({"acces": "tapis"}, {}),
        ({"mediateur": "Yann Kermarrec"}, {"mediateur": "yann-kermarrec"}),
        ({"annules": "non"}, {"annules": "non"}),
        ({"annules": "oui"}, {}),
        ({"utm_source": "lettre", "page": "3"}, {}),
    ],
)
def test_reading(asked, said):
    assert read(asked).said() == said


@pytest.mark.parametrize("asked", [{"q": "é & =", "theme": "email", "places": "1", "du": "12/01/2027"}, {}])
def test_the_query_string_reads_back_as_itself(asked):
    filters = read(asked)
    pairs = dict(part.split("=") for part in filters.query()[1:].split("&")) if filters.query() else {}
    assert set(pairs) == set(filters.said())
    assert read(filters.said()) == filters


@pytest.mark.parametrize(
    ("filters", "opens", "closes"),
    [
        (Filters(), None, None),
        (Filters(du=date(2027, 1, 20)), datetime(2027, 1, 19, 23, tzinfo=UTC), None),
        (Filters(au=date(2027, 1, 20)), None, datetime(2027, 1, 20, 23, tzinfo=UTC)),
        # The night of 27 March 2027 loses an hour in Paris.
        (Filters(au=date(2027, 3, 28)), None, datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (
            Filters(quand="aujourd-hui"),
            datetime(2027, 1, 13, 23, tzinfo=UTC),
            datetime(2027, 1, 14, 23, tzinfo=UTC),
        ),
        (
            Filters(quand="cette-semaine"),
            datetime(2027, 1, 10, 23, tzinfo=UTC),
            datetime(2027, 1, 17, 23, tzinfo=UTC),
        ),
        (
            Filters(quand="semaine-prochaine"),
            datetime(2027, 1, 17, 23, tzinfo=UTC),
            datetime(2027, 1, 24, 23, tzinfo=UTC),
        ),
        (Filters(quand="ce-mois"), datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 1, 31, 23, tzinfo=UTC)),
        (
            Filters(quand="ce-mois", du=date(2027, 1, 20), au=date(2027, 1, 21)),
            datetime(2027, 1, 19, 23, tzinfo=UTC),
            datetime(2027, 1, 21, 23, tzinfo=UTC),
        ),
    ],
)
def test_days_begin_and_end_at_the_local_midnight(filters, opens, closes):
    assert filters.span("Europe/Paris", NOW) == (opens, closes)
