"""What staff are to be trained in, which workshop covers it, and who takes part in a session."""

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.accounts.tables import Staff
from server.workshops.tables import Session, Workshop


class TrainingModule(Table, tablename="training_module"):
    """A line of the network's own referential; `core`: everybody needs it (the socle)."""

    id = UUID(primary_key=True)
    title = Varchar(length=150)
    summary = Varchar(length=300)
    core = Boolean(default=False)
    position = Integer(help_text="from 1")
    retired_at = Timestamptz(null=True, default=None, help_text="since when it is asked of nobody; what was done stays")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class TrainingTopic(Table, tablename="training_topic"):
    """That a workshop for professionals covers a module."""

    id = UUID(primary_key=True)
    workshop = ForeignKey(Workshop, on_delete=OnDelete.cascade)
    module = ForeignKey(TrainingModule, on_delete=OnDelete.cascade, index=True)

    training_topic_uq = Unique([workshop, module])


class TrainingSeat(Table, tablename="training_seat"):
    """A member of staff in a session that trains them. It goes with the account, or a year after that was closed."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    state = Varchar(length=10, help_text="enrolled, present, absent")
    created_at = Timestamptz()
    noted_at = Timestamptz(null=True, default=None, help_text="when attendance was last noted")

    training_seat_uq = Unique([session, staff])
