"""What a library's sheet says can always be put in the headers of a mail."""

import pytest

from server.foundation.errors import Invalid
from server.libraries.actions import Sheet, open_library
from server.libraries.queries import by_id

pytestmark = pytest.mark.usefixtures("undone")


@pytest.mark.parametrize(
    "email", ["a b@ville.fr", "@", "Bib <a@ville.fr>", "médiathèque@ville.fr", "a@b.fr, c@d.fr", "a@b", ".a@ville.fr"]
)
async def test_an_address_that_no_mail_can_name_is_refused(administrator, now, email):
    with pytest.raises(Invalid) as refused:
        await open_library(Sheet("Centrale", "1 rue", "35000", "Rennes", email=email), by=administrator, now=now)
    assert refused.value.fields == {"email": "bad_email"}


async def test_a_name_is_kept_on_one_line(administrator, now):
    sheet = Sheet("Médiathèque\r\nCentrale", "1 rue", "35000", "Rennes", email="accueil@ville.fr", access="a\nb")
    library = await by_id(await open_library(sheet, by=administrator, now=now))
    assert (library.name, library.email, library.access) == ("Médiathèque Centrale", "accueil@ville.fr", "a\nb")
