"""Which names are in force."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.class_names import class_in_words, names_in_force

NAMES = st.lists(st.text(min_size=1, max_size=3), max_size=4).map(tuple)


@given(given_=st.none() | NAMES, dataset=NAMES, model=NAMES, classes=st.none() | st.integers(1, 4))
def test_the_first_that_fit_are_in_force_and_those_passed_over_are_told(
    given_, dataset, model, classes
) -> None:
    found = names_in_force(given_, dataset, model, classes)
    held = {"given": given_ or (), "dataset": dataset, "model": model}
    fitting = [s for s, names in held.items() if names and classes in (None, len(names))]
    assert found.source == (fitting[0] if fitting else "")
    assert found.names == held.get(found.source, ())
    before = list(held)[: list(held).index(found.source)] if found.source else list(held)
    assert list(found.unfit) == [source for source in before if held[source]]


@given(st.integers(-5, 5), st.lists(st.text(max_size=60), max_size=4))
def test_a_class_keeps_its_number_and_its_name_forges_nothing(number, names) -> None:
    words = class_in_words(number, names)
    assert words.startswith(str(number))
    assert words.isprintable()
    assert ("(" in words.removeprefix(str(number))[:2]) == (0 <= number < len(names))
