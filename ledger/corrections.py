"""What workers corrected of telephones and addresses: events of a case, the last of which holds for its subject.

A correction holds as long as the departments still say what it corrects; once their data say something else, that is
newer.
"""

import polars as pl

from base.home import Home
from ledger import chain

KIND = "corrected"
"""Of the event; its payload: `column` (phone or address), `value`, and `was`, what the departments said then."""
NONE = pl.DataFrame(
    schema=dict.fromkeys(
        ("case_id", "subject_kind", "subject_id", "column", "value", "was", "actor", "source_file"), pl.String
    )
    | {"sequence": pl.Int64, "as_of": pl.Date, "source_line": pl.Int64}
)
_CORRECTED = f"""
    select
        subject as case_id,
        json_extract_string(payload, '$.subject_kind') as subject_kind,
        json_extract_string(payload, '$.subject_id') as subject_id,
        json_extract_string(payload, '$.column') as "column",
        json_extract_string(payload, '$.value') as "value",
        json_extract_string(payload, '$.was') as was,
        actor, source_file, sequence, as_of, source_line
    from ledger.event where kind = '{KIND}' order by sequence
"""


def corrected(home: Home) -> pl.DataFrame:
    """Every correction in the ledger, in the order of the ledger, with the columns of NONE."""
    return chain.ask(home.ledger, _CORRECTED).select(NONE.columns)
