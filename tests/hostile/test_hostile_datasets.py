"""HDF5 files that were made to do harm: what is said when they are looked into."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable

import pytest

from . import hostile_datasets as files
from .hostile_jobs import LONGEST_S, Told, looked_into

pytestmark = [pytest.mark.usefixtures("ready_workers"), pytest.mark.timeout(120)]

EXTERNAL, NOTHING, TYPE = "dataset_external", "dataset_no_samples", "dataset_samples_type"
LABELS = (
    "dataset_labels_form", "dataset_labels_values", "dataset_labels_text", "dataset_no_labels",
)  # fmt: skip
MEMORY = ("dataset_unreadable", "inspection_memory", "worker_lost", "dataset_too_large")

CASES: dict[files.Make, str | tuple[str, ...]] = {
    files.external_link: EXTERNAL,
    files.external_link_by_dots: EXTERNAL,
    files.soft_link_to_an_external_link: EXTERNAL,
    files.soft_links_in_a_circle: NOTHING,
    files.soft_link_that_grows: NOTHING,
    files.groups_in_a_circle: NOTHING,
    files.external_raw_data: EXTERNAL,
    files.virtual: EXTERNAL,
    files.objects: TYPE,
    files.references: TYPE,
    files.texts: TYPE,
    files.compound: TYPE,
    files.opaque: TYPE,
    files.labels_of_objects: LABELS,
    files.labels_without_end: LABELS,
    files.enormous_claim: (*MEMORY, "usable"),
    files.impossible_claim: "dataset_too_large",
    files.one_large_chunk: MEMORY,
    files.chunk_above_the_limit: "dataset_too_large",
    files.many_large_chunks: MEMORY,
    files.labels_in_a_large_chunk: MEMORY,
    files.chunk_that_unpacks_to_more: (*MEMORY, "usable"),
    files.unknown_filter: "dataset_filter_missing",
    files.deep_groups: NOTHING,
    files.many_names: NOTHING,
    files.class_names_with_markup: "usable",
    files.huge_class_names: "usable",
    files.class_names_that_nest: "usable",
    files.attribute_of_references: "usable",
    files.not_numbers: "sample_not_finite",
}


@pytest.fixture(scope="module")
def told_of(
    ready_workers: None, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[files.Make], Told]:
    """Return what writes a file and looks into it, once."""

    @functools.cache
    def told(make: files.Make) -> Told:
        folder = tmp_path_factory.mktemp("written")
        try:
            return looked_into(files.write(make, folder / "d"))
        finally:
            shutil.rmtree(folder)

    return told


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_a_look_into_it_ends_in_a_sentence(
    make: files.Make, told_of: Callable[[files.Make], Told]
) -> None:
    told = told_of(make)
    expected = CASES[make]
    assert told.code in ((expected,) if isinstance(expected, str) else expected), told
    assert told.seconds < LONGEST_S


def test_unusable_class_names_are_said_and_left_out(told_of: Callable[[files.Make], Told]) -> None:
    for make in (files.huge_class_names, files.class_names_that_nest):
        facts = json.loads(told_of(make).sentence)
        assert facts["facts"]["class_names"] == []
        assert any("class_names" in remark for remark in facts["facts"]["remarks"])
