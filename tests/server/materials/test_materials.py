"""The library of resources: a file comes in and goes out unchanged; what is public is shown, beside workshops too."""

import json
from uuid import UUID

import pytest

from server.foundation.errors import Invalid
from server.materials import actions, queries, rules
from server.materials.tables import Material

FIRST = {
    "id": "0b4c1a4e-1111-4a5e-9c1d-000000000001",
    "slug": "apprendre-la-souris",
    "title": "Apprendre la souris",
    "deleted": None,
    "created": "2024-02-01T09:00:00.000Z",
    "updated": "2025-03-04T10:11:12.123Z",
    "is_public": True,
    "published": "2024-02-02T09:00:00.000Z",
    "url": "https://lesbases.anct.gouv.fr/ressources/apprendre-la-souris",
}
FILE = {
    "meta": {"total": 6, "ratio": 1.5},
    "data": [
        FIRST,
        {**FIRST, "id": "2", "title": "En brouillon", "published": None},
        {**FIRST, "id": "3", "title": "Entre nous", "is_public": False, "likes": 12, "tags": ["é", None, {"a": []}]},
        {**FIRST, "id": "4", "title": "Retirée", "deleted": "2025-01-01T00:00:00.000Z"},
        {**FIRST, "id": "5", "title": "Piège", "url": "javascript:alert(1)"},
        {
            **FIRST,
            "id": "6",
            "title": "Z\u0000 \U0001f600",
            "url": "http://exemple.fr/é?q=1#a",
            "odd": "\u0000\ud800",
        },
    ],
}


def body(told):
    return json.dumps(told).encode()


async def test_what_came_in_goes_out_unchanged_whatever_we_add(maker, now):
    read = await actions.read_in(body(FILE), by=maker.by, now=now)
    assert (read.entries, read.added, read.changed) == (6, 6, 0)
    again = await actions.read_in(body(FILE), by=maker.by, now=now)
    assert (again.added, again.changed) == (0, 0)
    assert json.loads(await queries.as_file()) == FILE
    await actions.write_material(rules.Sheet("La nôtre", "https://exemple.fr"), by=maker.by, now=now)
    which = (await Material.select(Material.id).where(Material.origin == "3"))[0]["id"]
    await actions.change_material(which, rules.Sheet("x", "y", "Résumé", "culture"), shown=False, by=maker.by, now=now)
    assert json.loads(await queries.as_file(own=False)) == FILE
    told = json.loads(await queries.as_file())["data"][-1]
    assert (told["title"], told["is_public"], told["url"]) == ("La nôtre", True, "https://exemple.fr")
    assert {*FIRST} < {*told}


async def test_a_newer_file_replaces_what_it_names_and_keeps_how_we_class_it(maker, now):
    await actions.read_in(body(FILE), by=maker.by, now=now)
    which = (await Material.select(Material.id).where(Material.origin == FIRST["id"]))[0]["id"]
    await actions.change_material(which, rules.Sheet("", "", "Des jeux", kind="quiz"), by=maker.by, now=now)
    newer = {"data": [{**FIRST, "title": "La souris, mieux", "url": "https://exemple.fr/souris"}]}
    report = await actions.read_in(body(newer), by=maker.by, now=now)
    assert (report.added, report.changed) == (0, 1)
    found = await queries.material(which)
    assert (found.title, found.host, found.summary, found.kind) == (
        "La souris, mieux",
        "exemple.fr",
        "Des jeux",
        "quiz",
    )
    words = [queries.Wanted(text) for text in ("mieux jeux", "apprendre")]
    assert [len(await queries.found(wanted, public=True)) for wanted in words] == [1, 0]
    assert [one.title for one in await queries.public_materials()] == ["La souris, mieux", "Z \U0001f600"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "materials_unreadable"),
        (b"\xff\xfe", "materials_unreadable"),
        (b"[" * 100_000, "materials_unreadable"),
        (b"[]", "materials_unreadable"),
        (b'{"data": {}}', "materials_unreadable"),
        (b'{"data": [], "x": NaN}', "materials_unreadable"),
        (b'{"data": [], "x": 1e999}', "materials_unreadable"),
        (b'{"data": ["a"]}', "material_incomplete"),
        (b'{"data": [{"id": true, "title": "a"}]}', "material_incomplete"),
        (b'{"data": [{"id": "1", "title": " "}]}', "material_incomplete"),
        (b'{"data": [{"id": "a\\u0000", "title": "a"}]}', "material_incomplete"),
        (b'{"data": [{"id": "1", "title": "a"}, {"id": 1, "title": "b"}]}', "material_twice"),
        (body({"data": [{}] * (rules.MOST_ENTRIES + 1)}), "materials_too_many"),
        (b" " * (rules.MOST_BYTES + 1), "too_heavy"),
    ],
)
def test_what_is_no_file_of_resources(sent, reason):
    with pytest.raises(Invalid) as refused:
        rules.read_file(sent)
    assert refused.value.fields == {"file": reason}


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://pix.fr", True),
        ("http://exemple.fr:8080/a?b=c#d", True),
        ("https://exemple.fr/été", True),
        ("HTTPS://PIX.FR", True),
        ("javascript:alert(1)", False),
        (" https://pix.fr", False),
        ("https://pix.fr/a b", False),
        ("https://pix.fr\n", False),
        ('https://pix.fr/"><script>', False),
        ("https://banque.fr@vol.example/", False),
        ("//pix.fr", False),
        ("https:///pix.fr", False),
        ("https://[pix", False),
        ("https://pix.fr:99999", False),
        ("ftp://pix.fr", False),
        ("data:text/html,a", False),
        ("https://pix.fr/\ud800", False),
        ("https://pix.fr/" + "a" * 2000, False),
        (None, False),
        (12, False),
    ],
)
def test_which_addresses_are_opened(url, safe):
    assert rules.safe_address(url) == (url if safe else "")


async def test_staff_add_one_and_the_public_finds_it(signed_in, client):
    sent = {"title": "Essayer Pix", "url": "https://pix.fr", "kind": "quiz", "theme_internet": "1"}
    sent |= {"summary": "Des questions pour savoir où l'on en est", "competence_1_1": "1", "audience": "everyone"}
    wrong = await signed_in.send_form("/bureau/ressources/nouvelle", **{**sent, "url": "javascript:alert(1)"})
    assert (wrong.status_code, 'href="#url"' in wrong.text) == (422, True)
    made = await signed_in.send_form("/bureau/ressources/nouvelle", **sent)
    address = made.headers["location"].split("?")[0]
    assert 'value="https://pix.fr"' in (await signed_in.get(address)).text
    for query, there in {
        "?q=PIX+savoir": True,
        "?type=video": False,
        "?theme=internet": True,
        "?page=2": False,
    }.items():
        assert ("/ressources/essayer-pix" in (await client.get(f"/ressources{query}")).text) is there, query
    page = (await client.get("/ressources/essayer-pix")).text
    assert 'href="https://pix.fr" rel="external noopener noreferrer"' in page
    assert "chercher sur Internet et voir" in page
    await signed_in.send_form(address, **{**sent, "audience": "staff"})
    assert (await client.get("/ressources/essayer-pix")).status_code == 404
    assert "essayer-pix" not in (await client.get("/ressources")).text
    listed = (await signed_in.get("/bureau/ressources")).text
    assert ("Essayer Pix" in listed, "Macro" in listed) == (True, False)
    await signed_in.send_form(f"{address}/effacer")
    assert (await signed_in.get(address)).status_code == 404


async def test_a_file_through_the_page(signed_in, client):
    page = await signed_in.post(
        "/bureau/ressources/fichiers",
        data={"csrf": signed_in.csrf},
        files={"file": ("ressources.json", body(FILE), "application/json")},
        headers={"origin": "http://test.example"},
    )
    assert page.status_code == 303
    assert "6 ressources dans le fichier." in (await signed_in.get(page.headers["location"])).text
    given = await signed_in.get("/bureau/ressources/ressources.json?propres=non")
    assert given.json() == FILE
    listed = (await client.get("/ressources")).text
    assert [name in listed for name in ("Apprendre la souris", "En brouillon", "Entre nous", "Retirée", "Piège")] == [
        True, False, False, False, False
    ]  # fmt: skip
    none = await signed_in.send_form("/bureau/ressources/fichiers")
    assert (none.status_code, "Choisissez un fichier" in none.text) == (422, True)


async def test_what_is_attached_is_on_the_page_of_the_workshop(signed_in, client, maker):
    first, second = await maker.workshop("La souris"), await maker.workshop("Internet")
    steps = {"step_1": str(first), "step_2": str(second)}
    path = (await signed_in.send_form("/bureau/parcours/nouveau", title="Pas à pas", **steps)).headers["location"]
    sheets = {name: rules.Sheet(name, f"https://exemple.fr/{name}") for name in ("Jeux", "Film")}
    made = {name: await actions.write_material(sheet, by=maker.by, now=maker.now) for name, sheet in sheets.items()}
    beside = {f"/bureau/ateliers/{first}/ressources": "Jeux", f"{path.split('?')[0]}/ressources": "Film"}
    for address, name in beside.items():
        assert f'Ajouter<span class="visually-hidden">, {name}' in (await signed_in.get(f"{address}?q={name}")).text
        for _ in range(2):
            answer = await signed_in.send_form(address, material=str(made[name]), action="ajouter")
            assert answer.status_code == 303
        assert f'Retirer<span class="visually-hidden">, {name}' in (await signed_in.get(address)).text
    pages = {slug: (await client.get(f"/ateliers/{slug}")).text for slug in ("la-souris", "internet")}
    assert [name in pages["la-souris"] for name in ("/ressources/jeux", "/ressources/film")] == [True, True]
    assert [name in pages["internet"] for name in ("/ressources/jeux", "/ressources/film")] == [False, True]
    assert "chez soi" in pages["internet"]
    assert 'href="/ateliers/la-souris"' in (await client.get("/ressources/jeux")).text
    for address, name in beside.items():
        await signed_in.send_form(address, material=str(made[name]), action="retirer")
    assert "/ressources/film" not in (await client.get("/ateliers/internet")).text
    odd = await signed_in.send_form(next(iter(beside)), material="x")
    assert odd.status_code == 422


async def test_programs(program, client):
    sent = {"title": "Pix", "url": "https://pix.fr", "themes": ["internet"], "competences": ["1.1"]}
    made = await program.post("/api/v1/materials", json=sent)
    assert made.status_code == 201
    found = (await client.get("/api/v1/materials?q=pix")).json()["items"]
    assert [(one["title"], one["competences"], UUID(one["id"])) for one in found] == [
        ("Pix", ["1.1"], UUID(made.json()["id"]))
    ]
    assert (await client.get(made.headers["location"])).json()["url"] == "https://pix.fr"
    assert (await program.post("/api/v1/materials", json={**sent, "url": "javascript:1"})).status_code == 400
    assert (await program.post("/api/v1/materials/file", content=body(FILE))).json()["added"] == 6
    assert (await program.get("/api/v1/materials/file?own=no")).json() == FILE
    hidden = await Material.select(Material.id).where(Material.origin == "2").first()
    assert (await client.get(f"/api/v1/materials/{hidden['id']}")).status_code == 404
