"""A learning resource (Material), what came in by a file, and where resources are shown."""

from piccolo.columns import UUID, Array, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.workshops.tables import Path, Workshop


class Material(Table, tablename="material"):
    """A learning resource: a page, a film, a leaflet; our own, or one that came in by a file."""

    id = UUID(primary_key=True)
    origin = Varchar(length=200, null=True, default=None, unique=True, help_text="its id in the file; null for our own")
    source = Text(help_text="the JSON object that came in, in ASCII, to be given back unchanged; empty for our own")
    position = Integer(default=0, help_text="its place in the file that it came in, from 1; 0 for our own")
    slug = Varchar(length=80, unique=True, help_text="its name in the address of its page here")
    title = Varchar(length=300)
    summary = Varchar(length=500)
    url = Text(help_text="where it is; empty when the address that came in is not safe to open")
    category = Varchar(length=20)
    kind = Varchar(length=20)
    themes = Array(base_column=Varchar(length=40), default=list)
    competences = Array(base_column=Varchar(length=3), default=list, help_text="Pix competences that it trains")
    published = Boolean(default=False, help_text="ready, not a draft")
    is_public = Boolean(default=False, help_text="for everybody, not for staff only")
    deleted = Boolean(default=False, help_text="taken away where it comes from")
    shown = Boolean(default=True, help_text="whether we show it: what came in may be set aside here")
    folded = Text(help_text="title folded for search and order")
    folded_more = Text(help_text="summary folded for search")
    created_at = Timestamptz()
    updated_at = Timestamptz(help_text="when we changed it last")


class MaterialFile(Table, tablename="material_file"):
    """A file of resources that was read."""

    id = UUID(primary_key=True)
    digest = Bytea(help_text="SHA-256 of the file")
    envelope = Text(help_text="what the file says beside its list, as a JSON object in ASCII")
    entries = Integer()
    added = Integer()
    changed = Integer()
    read_at = Timestamptz()


class MaterialUse(Table, tablename="material_use"):
    """A resource shown with a workshop, or with each workshop of a path: one of both is named."""

    id = UUID(primary_key=True)
    material = ForeignKey(Material, on_delete=OnDelete.cascade)
    workshop = ForeignKey(Workshop, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    path = ForeignKey(Path, null=True, default=None, on_delete=OnDelete.cascade, index=True)

    material_use_workshop_uq = Unique([material, workshop])
    material_use_path_uq = Unique([material, path])


class AdoptedPath(Table, tablename="adopted_path"):
    """A ready path that became one of the network's, or of a library's."""

    id = UUID(primary_key=True)
    key = Varchar(length=40, help_text="its name in server/materials/models.toml")
    place = Text(help_text="id of the library, empty for the network")
    path = ForeignKey(Path, on_delete=OnDelete.cascade)

    adopted_path_uq = Unique([key, place])


class AdoptedWorkshop(Table, tablename="adopted_workshop"):
    """A workshop that was made from a ready one: its steps for the mediator are found by it."""

    id = UUID(primary_key=True)
    key = Varchar(length=40, help_text="its name in server/materials/models.toml")
    place = Text(help_text="id of the library, empty for the network")
    workshop = ForeignKey(Workshop, on_delete=OnDelete.cascade, index=True)

    adopted_workshop_uq = Unique([key, place])
