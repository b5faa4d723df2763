"""The audit of the demonstration in the order of time, as a town's audit grows by itself."""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from ltc.foundation.audit.models import AuditEntry


def tell_in_order(session: Session) -> None:
    """Share the entries' numbers out anew, by the time of each act; same times keep their order.

    The stories, the families and the week are told one after the other, each from its own first
    day on, so a later writer enters days that are over. Nothing is sealed yet, and only the
    demonstration may do this: anywhere else an entry is never touched again.
    """
    table = SQLModel.metadata.tables[str(AuditEntry.__tablename__)]
    session.flush()
    found = session.execute(sa.select(table).order_by(table.c.seq)).mappings().all()
    seqs = [row["seq"] for row in found]
    ordered = sorted(found, key=lambda row: row["at"])
    moved = [
        {f"to_{name}": value for name, value in row.items() if name != "seq"} | {"place": seq}
        for seq, row in zip(seqs, ordered, strict=True)
        if row["seq"] != seq
    ]
    if moved:
        names = [column.name for column in table.c if column.name != "seq"]
        change = sa.update(table).where(table.c.seq == sa.bindparam("place"))
        session.connection().execute(
            change.values({name: sa.bindparam(f"to_{name}") for name in names}), moved
        )
