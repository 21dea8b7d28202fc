"""Setting all rows of a file against the database, and refusing what it leaves no room for."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from db.transfer.existing import Comparison, Register
from db.transfer.findings import Findings
from db.transfer.judging import Batch
from db.transfer.kinds import Kind
from db.transfer.namesakes import remark_namesakes
from db.transfer.uniqueness import refuse_taken


def compare(
    session: Session,
    kind: Kind,
    register: Register,
    batches: Sequence[Batch],
    findings: Findings,
    on_rows: Callable[[int], None],
) -> list[tuple[Batch, Comparison]]:
    """Tell what each batch would do; a row that it could not do is refused.

    Parameters
    ----------
    on_rows
        Told after each batch how many rows are compared.
    """
    compared, n_rows = [], 0
    header = "、".join(kind.column(name).zh for name in kind.key)
    for batch in batches:
        comparison = register.compare(batch)
        for index, problem in comparison.problems.items():
            key = " | ".join(str(part) for part in batch.keys(kind)[index])
            findings.add(batch.rows[index], header, key, problem)
            batch.is_refused[index] = True
        compared.append((batch, comparison))
        n_rows += len(batch)
        on_rows(n_rows)
    refuse_taken(session, kind, compared, findings)
    remark_namesakes(session, kind, compared, register.n_rows, findings)
    return compared
