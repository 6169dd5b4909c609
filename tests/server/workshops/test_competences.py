"""The sixteen competences: the official list, what staff choose on the sheet of a workshop, what programs send."""

import pytest

from server.foundation.errors import Invalid
from server.workshops import queries
from server.workshops.competences import (
    BANDS,
    CODES,
    COMPETENCES,
    SUGGESTED,
    band,
    by_domain,
    check_competences,
    suggested,
)
from server.workshops.words import THEMES

OFFICIAL = "1.1 1.2 1.3 2.1 2.2 2.3 2.4 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2".split()


def test_the_sixteen_codes_are_the_official_ones_in_five_domains():
    assert list(CODES) == OFFICIAL
    assert [(len(found), found[0].domain) for _, found in by_domain()] == [
        (3, "1"), (4, "2"), (4, "3"), (3, "4"), (2, "5"),
    ]  # fmt: skip
    assert all(near for each in COMPETENCES.values() for near in each.digcomp)


def test_two_levels_of_the_eight_are_a_band():
    assert [band(level) for level in range(9)] == ["novice", *(key for key in BANDS for _ in (1, 2))]


@pytest.mark.parametrize(
    ("codes", "levels", "field"),
    [
        (["2.1"], [], "competences"),
        (["2.1", "2.1"], [1, 2], "competences"),
        (["6.1"], [1], "competences"),
        (["2.1", "4.1"], [1, 9], "competence_4_1"),
        (["5.2"], [0], "competence_5_2"),
    ],
)
def test_what_is_no_competence_or_no_level_is_refused_at_its_field(codes, levels, field):
    with pytest.raises(Invalid) as refused:
        check_competences(codes, levels)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("themes", "level", "expected"),
    [
        (["email"], "beginner", {"2.1": 1}),
        (["jobs", "procedures"], "intermediate", {"2.4": 3, "3.1": 3}),
        (["safety"], "advanced", {"4.1": 5, "4.2": 5}),
        (["first_steps"], "", {"5.1": 2, "5.2": 2}),
        (["accessibility"], "beginner", {}),
        ([], "beginner", {}),
    ],
)
def test_themes_suggest_competences(themes, level, expected):
    assert suggested(themes, level) == expected


def test_each_suggestion_is_of_a_theme_and_can_be_kept():
    assert set(SUGGESTED) <= set(THEMES)
    for theme in THEMES:
        found = suggested([theme], "advanced")
        check_competences(list(found), list(found.values()))


async def test_the_sheet_proposes_what_the_themes_suggest_and_keeps_what_is_chosen(signed_in, maker):
    opened = (await signed_in.get("/bureau/ateliers/nouveau?theme=email")).text
    assert '<option value="2" selected>2 (novice)</option>' in opened
    typed = {"title": "Mes mails", "minutes": "60", "theme_email": "1", "level": "intermediate"}
    proposed = await signed_in.send_form("/bureau/ateliers/nouveau", **typed, suggest="1", competence_4_1="2")
    assert (proposed.status_code, proposed.text.count("selected>2 (novice)")) == (200, 1)
    assert "selected>3 (indépendant)" in proposed.text
    assert not [one for one in await queries.all_workshops() if one.title == "Mes mails"]
    kept = await signed_in.send_form("/bureau/ateliers/nouveau", **typed, competence_2_1="3", competence_4_1="2")
    made = await queries.workshop((await queries.all_workshops())[0].id)
    assert (kept.status_code, made.competences, made.competence_levels) == (303, ("2.1", "4.1"), (3, 2))
    wrong = await signed_in.send_form(f"/bureau/ateliers/{made.id}", **typed, competence_2_1="12")
    assert (wrong.status_code, "Une compétence a un niveau de 1 à 8." in wrong.text) == (422, True)
    more = await signed_in.send_form(f"/bureau/ateliers/{made.id}", **typed, suggest="1", competence_4_1="2")
    assert "selected>3 (indépendant)" in more.text


async def test_programs_read_and_write_competences(program):
    made = (await program.post("/api/v1/workshops", json={"title": "Mails", "competences": {"2.1": 3}})).json()
    assert made["competences"] == {"2.1": 3}
    address = f"/api/v1/workshops/{made['id']}"
    assert (await program.patch(address, json={"summary": "Écrire"})).json()["competences"] == {"2.1": 3}
    changed = (await program.patch(address, json={"competences": {"4.1": 8}})).json()
    assert (changed["competences"], changed["version"]) == ({"4.1": 8}, 2)
    assert (await program.patch(address, json={"competences": {"4.1": 9}})).status_code == 400
