"""What a department delivers: `Source`, of which every declaration in this folder is one, and what it is made of.

A declaration says what is printed in the header, of which type a column is, what a row is about, and which columns
name an employer or a person. Nothing here knows a particular extract.
"""

from dataclasses import dataclass, field

TEXT = "text"
ID_NUMBER = "id_number"
USCC = "uscc"
DATE = "date"
MONTH = "month"
YEAR = "year"
YUAN = "yuan"
COUNT = "count"
CODE = "code"
AREA = "area"


DROPPED = "略过"
"""What a county calls the value of a code whose rows are dropped by name (supplementary insurances)."""
GB_3304 = "GB/T 3304"
"""The standard of ethnic groups: 汉, 汉族, 01 and HA are one; what it does not list stays as printed."""
HSA_INSURANCES = ("310", "390", "510")
"""The insurances whose members and units the healthcare bureau (hsa) numbers; all others are the pension bureau's."""


@dataclass(frozen=True)
class Column:
    """One column of an extract: its name everywhere, and the headers departments print for it."""

    name: str
    header: str
    type: str
    also: tuple[str, ...] = ()
    required: bool = False
    """The column must be present in the file; a bad value in it rejects the row."""
    unless: str | None = None
    """A bad value only empties the cell where the row has this other column: a member is known without a document."""
    words: str = ""
    """The canonical values of a code, apart by blanks, where `sources/reader/codes.py` lists no other spellings."""
    standard: str | None = None
    """The standard whose numbers, letters and names for a value are one (`GB_3304`)."""
    largest: bool = False
    """Where rows add up, the largest printed is kept: a base is printed with each payment again."""
    is_elsewhere: bool = False
    """An area that says where else somebody is: outside by its nature. Every other says where somebody is here."""
    spelled: tuple[tuple[str, str], ...] = ()
    """A county's own spellings of a code, each with its value, or `DROPPED` (`sources/reader/forms.py`)."""
    unit: str = ""
    """What a county prints amounts in, where its file does not say: 万元."""
    usual: tuple[int, int] | None = field(default=None, repr=False)
    """Between how many yuan the middle one of a file's amounts lies: beyond, the file is not printed in yuan."""
    is_number_of_employer: bool = False
    """It numbers an organisation, though `employers` does not name it and its type is no USCC: it is checked as one."""

    @property
    def is_name(self) -> bool:
        """Whether it is words (a name, an address) rather than a number that is a name (a member's, a telephone's)."""
        numbers = ("_id", "_no", "phone", "industry", "converted_from")
        return self.type == TEXT and not self.name.endswith(numbers)


@dataclass(frozen=True)
class Employer:
    """How the rows of an extract name an employer; what is None is not printed.

    Rows with one `number` are one record about an employer: the first of these columns that is filled. Without a number
    the record is the name as printed, and the USCC beside it.
    """

    number: tuple[str, ...] = ()
    name: str | None = None
    uscc: str | None = None
    taxpayer_id: str | None = None
    registration_no: str | None = None
    of: str | None = None
    """The extract in which the number stands for the employer; None: rows are records of their own."""
    prints: tuple[str, ...] = ()
    """What else is told of it: the columns of `EMPLOYER_FACTS` that the extract, or its `sql/staging/`, has."""
    opened_on: str | None = None
    kind: str | None = None
    is_register: bool = False
    """A row is an employer, not something that happened to one."""
    has_former_names: bool = False
    """What an earlier delivery called it, under the same number, is a former name of it."""
    is_often_outside: bool = False
    """It may well be from outside: who builds, and whom people went to court with."""
    preference: int | None = None
    """1 to 8: the lower, the sooner its word counts in `core.employer`; None: it makes no employer known there."""

    @property
    def columns(self) -> set[str]:
        """The columns that it names by themselves; `prints` may name what `sql/staging/` adds."""
        named = (*self.number, self.name, self.uscc, self.taxpayer_id, self.registration_no, self.opened_on, self.kind)
        return {name for name in named if name}

    @property
    def is_composed(self) -> bool:
        """Whether no single column is the record: it is put together as `employer_record`."""
        return len(self.number) != 1


EMPLOYER_FACTS = (
    *("legal_person_name", "legal_person_id", "address", "phone", "industry", "area"),
    *("parent_uscc", "is_sole_trader", "is_operating"),
)
"""What an employer is compared and described by, beside its name, numbers, kind and first day."""


@dataclass(frozen=True)
class Person:
    """How the rows of an extract name a person; what is None is not printed.

    A record about a person is a document number and the name beside it, or a member number and who issued it
    (`sql/numbered/member_filed.sql` says which extracts' member numbers are people).
    """

    number: str
    name: str | None = None
    member_id: str | None = None
    former_name: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    phone: str | None = None
    area: str | None = None
    employer: Employer | None = None
    """The employer for whom the row says that the person works."""
    is_staff: bool = True
    """Who works there is a mark of the employer; not so where an agency sends them."""
    preference: int | None = None
    """1 to 5: whose name, telephone and place stand for whom the population file lacks, the lowest first; None: not
    this extract's."""
    folded: str | None = None
    """A table of `sql/staging/` that holds each person of an extract once that repeats them a hundred times."""

    @property
    def columns(self) -> set[str]:
        """The columns that it names."""
        named = (self.number, self.name, self.member_id, self.former_name, self.sex, self.birth_date, self.phone)
        return {name for name in (*named, self.area) if name}


@dataclass(frozen=True)
class Source:
    """One extract. `key`: what a row is about; `adds_up`: rows that share a key are summed, else the newest wins."""

    name: str
    title: str
    department: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    adds_up: bool = False
    apart: tuple[str, ...] = ()
    """Where rows add up: columns beyond the key whose values are not summed together (paid and unpaid amounts)."""
    nearly_key: tuple[str, ...] = ()
    """Columns of the key that nearly always tell rows apart: a row that has them to itself is marked `is_alone`."""
    skipped_sheets: tuple[str, ...] = ()
    """Sheets that a county says are no data; `*` stands for any characters."""
    # What follows does not change how a file is read: what has landed is not read again for it.
    issued_by: str | None = field(default=None, repr=False)
    """The column of the insurance, which tells the bureau that issued the numbers of members and units: `issuer`."""
    is_secret: bool = field(default=False, repr=False)
    """That somebody stands in it is nobody's business: a row of it alone is never shown."""
    is_roster: bool = field(default=False, repr=False)
    """A list of people of whom it says what no other does: two files that name nearly the same people are one."""
    employers: tuple[Employer, ...] = field(default=(), repr=False)
    people: tuple[Person, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Raises ValueError where a mention names a column that the extract has not, or a fact that nobody knows."""
        mentions: tuple[Employer | Person, ...] = (*self.employers, *self.people)
        columns = {column.name for column in self.columns}
        if unknown := sorted({name for one in mentions for name in one.columns} - columns):
            raise ValueError(f"{self.name}: mentions name columns that it has not: {', '.join(unknown)}")
        if unknown := sorted({name for one in self.employers for name in one.prints} - set(EMPLOYER_FACTS)):
            raise ValueError(f"{self.name}: nobody knows what to do with {', '.join(unknown)} of an employer")
        if any(person.employer and person.employer not in self.employers for person in self.people):
            raise ValueError(f"{self.name}: somebody works for an employer that is not among its employers")
        if sum(one.is_composed or self.issued_by is not None for one in self.employers) > 1:
            raise ValueError(f"{self.name}: of several employers each needs a column that numbers it")
