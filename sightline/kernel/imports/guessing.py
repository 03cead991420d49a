"""Guesses which field each column is read into, the way a person would: by the words of its head and by what stands in it.

Every guess says how it is known and how sure it is, and what is in doubt becomes a question. One field is given to one column, the best pair
first: a person who sees a perfect pair does not give it up to make two others a little better.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import Literal

from .dates import Order, read_date
from .fields import Field, FieldSet
from .mapping import Mapping
from .matching import ChoiceMatcher, NameFit, head_matcher, yes_or_no
from .profiling import Profile, profile
from .reading import Table
from .words import squeeze

How = Literal["As last time", "Same name", "Same values", "Guess", ""]

_ENOUGH = 0.5  # below, a column is left out
_FIRST_CHOICE = 0.65
_DOUBTFUL = 0.6  # below, the pair itself becomes a question
_MOST_UNNAMED = 40  # distinct values of a column that is taken for a choice by them alone
_LONGEST_CHOICE = 60  # characters, on average
_MOST_VALUES = 200  # distinct values of a choice that are matched one by one


@dataclass(frozen=True)
class Question:
    """A doubt, asked in the row of its column.

    `about` is `value` (what does `value` mean), `order` (day or month first) or `column` (is this the field). `rows` says how many rows
    wait for the answer; `options` are (answer, label); `suggestion` is what the other values of the file speak for, never taken unasked.
    """

    about: Literal["value", "order", "column"]
    text: str
    value: str = ""
    rows: int = 0
    options: tuple[tuple[str, str], ...] = ()
    suggestion: str = ""


@dataclass(frozen=True)
class ColumnGuess:
    """What a column is read into (`field` None: left out), how that is known, how sure (0 to 1), and what is to be asked."""

    column: str
    letter: str
    field: str | None
    how: How
    sureness: float
    examples: tuple[str, ...]
    values: dict[str, str | None] = with_default(default_factory=dict)
    order: Order | None = None
    questions: tuple[Question, ...] = ()


def guess_mapping(table: Table, fields: FieldSet | Iterable[Field], remembered: Mapping | None = None) -> list[ColumnGuess]:
    """A guess for each column of the table, in its order.

    `remembered` is the mapping of an earlier file of the kind: columns that it names are read as they were then.
    """
    fieldset = fields if isinstance(fields, FieldSet) else FieldSet(tuple(fields))
    profiles = profile(table)
    taken = _as_last_time(profiles, fieldset, remembered)
    pairs = _pairs(profiles, fieldset, taken)
    guesses = [_column(each, fieldset, pairs.get(each.index), remembered) for each in profiles]
    return _with_leanings(guesses, profiles, fieldset)


@dataclass(frozen=True)
class _Pair:
    column: int
    field: str | None
    score: float
    how: How


def _as_last_time(profiles: Sequence[Profile], fields: FieldSet, remembered: Mapping | None) -> dict[int, _Pair]:
    if remembered is None:
        return {}
    then = {squeeze(name): target for name, target in remembered.columns.items()}
    taken: dict[int, _Pair] = {}
    used: set[str] = set()
    for each in profiles:
        target = remembered.columns.get(each.column, then.get(squeeze(each.column), ""))
        if target is not None and target not in fields.by_name:
            continue
        if target is not None and target in used and not fields.by_name[target].takes_several:
            continue
        used.add(target or "")
        taken[each.index] = _Pair(each.index, target, 1.0, "As last time")
    return taken


def _pairs(profiles: Sequence[Profile], fields: FieldSet, taken: dict[int, _Pair]) -> dict[int, _Pair]:
    """Pairs of column and field, best first, each column and each field once."""
    matcher = head_matcher(fields)
    candidates: list[_Pair] = []
    for each in profiles:
        if each.index in taken or not each.filled:
            continue
        names, own = matcher.fits(each.column), list[_Pair]()
        for one in fields:
            pair = _candidate(each, one, names.get(one.name, NameFit(0, False)))
            if pair.score >= _ENOUGH:
                own.append(pair)
        candidates += _told_by_values(own, each, fields)
    done = dict(taken)
    used = {pair.field for pair in taken.values() if pair.field}
    # What a record cannot be without chooses first: a list whose titles are headed "Summary" has no other name for its rows.
    first = {one.name for one in fields if one.required}
    for pair in sorted(candidates, key=lambda pair: (pair.field not in first or pair.score < _FIRST_CHOICE, -pair.score, pair.column)):
        if pair.column not in done and pair.field not in used:
            done[pair.column] = pair
            used.add(pair.field or "")
    _fill_in(profiles, fields, done, used)
    return done


def _told_by_values(pairs: list[_Pair], column: Profile, fields: FieldSet) -> list[_Pair]:
    """A column whose values are the words of a choice is that choice before it is a text: "Provider / Deployer" names no vendor."""
    told = {
        pair.field
        for pair in pairs
        if pair.field
        and (one := fields.by_name[pair.field]).kind == "choice"
        and pair.score > 0.6
        and content_fit(column, one) > 0.9
        and _distinct_matches(column, one) >= 2
    }
    return [pair if not told or pair.field in told else replace(pair, score=pair.score - 0.3) for pair in pairs]


def _candidate(column: Profile, one: Field, name: NameFit) -> _Pair:
    none = _Pair(column.index, one.name, 0.0, "")
    if name.score < 0.3 and (one.kind != "choice" or len(column.counts) > _MOST_UNNAMED or column.length > _LONGEST_CHOICE):
        return none
    content = content_fit(column, one)
    if name.score >= 0.3:
        # A head with nothing of the kind below it is another thing with the same name.
        score = name.score * (1 + min(content, 0.0)) + 0.18 * max(content, 0.0) * name.score + 0.02 * name.same
        return _Pair(column.index, one.name, score, "Same name" if name.same and content > -0.3 else "Guess")
    if one.kind == "choice" and content >= 0.8 and _distinct_matches(column, one) >= 2:
        return _Pair(column.index, one.name, 0.72 * content, "Same values")
    return none


def _fill_in(profiles: Sequence[Profile], fields: FieldSet, done: dict[int, _Pair], used: set[str]) -> None:
    """What the heads did not tell: a field that another one stands in for, and columns that give themselves away by what they hold."""
    for one in fields:
        if one.instead_of and one.name in used and one.instead_of in fields.by_name and one.instead_of not in used:
            pair = next(pair for pair in done.values() if pair.field == one.name)
            if pair.how != "As last time":
                done[pair.column] = replace(pair, field=one.instead_of, how="Guess", score=min(pair.score, 0.8))
                used.symmetric_difference_update({one.name, one.instead_of})
    free = [each for each in profiles if each.index not in done and each.filled]
    for one in sorted(fields, key=lambda each: not each.required):
        test = _GIVEAWAYS.get(one.looks)
        if one.name in used or test is None:
            continue
        fitting = [(test(each), each) for each in free if each.index not in done]
        best = max(fitting, key=lambda pair: pair[0], default=(0.0, None))
        if best[1] is not None and best[0] >= _ENOUGH:
            done[best[1].index] = _Pair(best[1].index, one.name, best[0], "Guess")
            used.add(one.name)


def _title(column: Profile) -> float:
    fits = column.fullness > 0.9 and column.distinctness > 0.8 and 3 <= column.length <= 90
    return 0.55 * (fits and column.ids < 0.3 and column.people < 0.7 and column.dates < 0.1 and column.numbers < 0.1 and column.links < 0.1)


def _prose(column: Profile) -> float:
    return 0.5 + min(column.length, 999) / 1e5 if column.prose > 0.7 and column.fullness > 0.5 and column.distinctness > 0.5 else 0.0


def _unique_id(column: Profile) -> float:
    plain = column.numbers > 0.5 and column.index > 0  # amounts are unique too
    fits = column.fullness > 0.98 and column.distinctness == 1 and column.ids > 0.95 and column.filled >= 3 and not plain
    return 0.55 * (fits and column.dates < 0.1 and column.length < 40)


def _people(column: Profile) -> float:
    return 0.52 if column.mails > 0.8 else 0.0


# Only what gives itself away without a head; units and vendors look like anything.
_GIVEAWAYS: dict[str, Callable[[Profile], float]] = {"title": _title, "prose": _prose, "id": _unique_id, "person": _people}


def content_fit(column: Profile, one: Field) -> float:
    """-1 (impossible) to 1 (just what the field holds), from the values alone."""
    if not column.filled:
        return -1.0
    match one.kind:
        case "date":
            # Here bare years and day numbers count as well: the head has said that dates are meant.
            dates = column.share(lambda value: read_date(value).state in ("date", "either"))
            return dates if dates >= 0.4 else max(-1.0, 1.6 * dates - 0.9)
        case "yesno":
            share = column.share(lambda value: len(value) < 60 and yes_or_no(value) is not None)
            return share if share >= 0.5 else share - 0.95
        case "choice":
            if column.dates > 0.5 or column.numbers > 0.5 or len(column.counts) > 4 * _MOST_VALUES:
                return -0.9
            matcher = _matcher(one)
            share = column.share(lambda value: matcher.find(value)[0] is not None)
            return share if share >= 0.5 else 1.1 * share - 0.55
        case "number":
            return column.numbers if column.numbers >= 0.5 else column.numbers - 0.8
        case _:
            return _text_fit(column, one)


def _text_fit(column: Profile, one: Field) -> float:
    if column.dates > 0.6 or column.yes_no > 0.6 or (column.links > 0.6 and one.looks != ""):
        return -0.9
    if column.numbers > 0.8 and one.looks != "id":
        return -0.8
    many = column.filled >= 8
    match one.looks:
        case "title":
            if column.fullness < 0.6 or (many and column.distinctness < 0.4):
                return -0.5
            return (
                0.6 * column.distinctness
                + 0.3 * column.fullness
                - 0.9 * (column.prose > 0.5)
                - 0.6 * (column.ids > 0.8 and column.distinctness == 1)
            )
        case "prose":
            return min(1.0, column.prose + 0.2) if column.length > 25 else (0.0 if column.distinctness > 0.5 or not many else -0.35)
        case "id":
            if column.distinctness < 1:
                return -0.55 if column.distinctness < 0.97 else -0.2
            return (0.3 + 0.7 * column.ids) * (column.length <= 60) - 0.8 * (column.prose > 0.3)
        case "person":
            return 0.8 * column.people if column.people > 0.3 else -0.3 * (column.prose > 0.4)
        case "unit":
            repeated = many and column.distinctness < 0.7
            alone = column.filled >= 3 and len(column.counts) == 1  # one unit for all tells less than a finer column
            return 0.4 * repeated + 0.3 * column.fullness - 0.3 * alone - 0.8 * (column.prose > 0.5) - 0.5 * (column.mails > 0.5)
        case _:
            return 0.0


_MATCHERS: dict[Field, ChoiceMatcher] = {}


def _matcher(one: Field) -> ChoiceMatcher:
    """One for each field, since the same values come again in every file."""
    if one not in _MATCHERS:
        if len(_MATCHERS) > 200:
            _MATCHERS.clear()
        _MATCHERS[one] = ChoiceMatcher(one)
    return _MATCHERS[one]


def _distinct_matches(column: Profile, one: Field) -> int:
    return len({_matcher(one).telling(value) for value, _ in column.common[:_MOST_VALUES]} - {None})


def _column(column: Profile, fields: FieldSet, pair: _Pair | None, remembered: Mapping | None) -> ColumnGuess:
    if pair is None or pair.field is None:
        return ColumnGuess(column.column, column.letter, None, pair.how if pair else "", 1.0 if pair else 0.0, column.examples)
    one = fields.by_name[pair.field]
    questions: list[Question] = []
    if pair.score < _DOUBTFUL:
        questions.append(
            Question("column", f"Is “{column.column}” the {one.label.lower()}?", options=(("yes", "Yes"), ("no", "No, leave it out")))
        )
    values: dict[str, str | None] = {}
    order: Order | None = None
    if one.kind == "choice":
        values, asked = _values(column, one, remembered.values.get(one.name, {}) if remembered else {})
        questions += asked
    if one.kind == "date":
        order = (remembered.dates.get(one.name) if remembered else None) or column.order.order
    sureness = 1.0 if pair.how == "As last time" else round(min(0.99, pair.score / 1.1), 2)
    return ColumnGuess(column.column, column.letter, one.name, pair.how, sureness, column.examples, values, order, tuple(questions))


def _values(column: Profile, one: Field, known: dict[str, str | None]) -> tuple[dict[str, str | None], list[Question]]:
    values: dict[str, str | None] = {}
    questions: list[Question] = []
    options = tuple(one.labels.items())
    for value, rows in column.common[:_MOST_VALUES]:
        if value in known:
            values[value] = known[value]
            continue
        found, sureness = _matcher(one).find(value)
        values[value] = found
        if sureness < 0.75:
            shown = value if len(value) <= 80 else value[:79] + "…"
            words = f"“{shown}” ({rows:,} {'row' if rows == 1 else 'rows'}) means"
            questions.append(Question("value", words, value, rows, options, found or ""))
    return values, questions


def _with_leanings(guesses: list[ColumnGuess], profiles: Sequence[Profile], fields: FieldSet) -> list[ColumnGuess]:
    """Questions of day and month, with what the other columns of the file speak for as a suggestion."""
    known = {one.order.order for one in profiles if one.dates > 0.4 and one.order.order}
    elsewhere = next(iter(known)) if len(known) == 1 else ""
    result: list[ColumnGuess] = []
    for guess, column in zip(guesses, profiles, strict=True):
        is_date = guess.field is not None and fields.by_name[guess.field].kind == "date"
        if is_date and guess.order is None and column.order.open:
            guess = replace(guess, questions=(*guess.questions, _order_question(column, column.order.leaning or elsewhere)))
        result.append(guess)
    return result


def _order_question(column: Profile, suggestion: str) -> Question:
    found = column.order
    read = read_date(found.example)
    assert read.value is not None
    assert read.other is not None
    options = (("dmy", _spoken(read.value)), ("mdy", _spoken(read.other)))
    return Question("order", f"{found.example} means", found.example, found.either, options, suggestion)


def _spoken(day: object) -> str:
    text = f"{day:%d %B %Y}"
    return text.lstrip("0")
