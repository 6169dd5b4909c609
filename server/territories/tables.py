"""Territories: what a hub looks after, as parts of the official geographic code."""

from piccolo.columns import UUID, Array, Timestamptz, Varchar
from piccolo.table import Table


class Territory(Table, tablename="territory"):
    """A territory; its parts are a kind and a code: R53 (région), D35 (département), E243500139 (EPCI), C35238."""

    id = UUID(primary_key=True)
    name = Varchar(length=100)
    takes = Array(base_column=Varchar(length=12), default=list, help_text="what is of it")
    leaves = Array(base_column=Varchar(length=12), default=list, help_text="what is not, though around it is")
    created_at = Timestamptz()
    updated_at = Timestamptz()
