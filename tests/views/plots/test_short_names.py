"""Names that stand side by side, cut to little room."""

from __future__ import annotations

import pytest

from pandavision_gui.views.plots.short_names import NameCutter

from ..counted_calls import calls_of

ATTACKS = ("DeepFool L∞", "FMN L∞", "DDN L2", "Standard L∞", "PGD L∞", "Square Attack L∞")


def cut(names: list[str], letters: int) -> list[str]:
    cutter = NameCutter(names, len)
    return [cutter.cut(name, letters) for name in names]


def test_a_name_that_fits_stays_whole() -> None:
    assert cut(["robust network", "x" * 14], 14) == ["robust network", "x" * 14]


def test_of_one_model_under_many_attacks_the_attack_is_kept() -> None:
    names = [f"cifar_baseline · {attack}" for attack in ATTACKS]
    short = cut(names, 19)
    assert all(one.endswith(attack) for one, attack in zip(short, ATTACKS, strict=True))
    assert short[0] == "cifar_b…DeepFool L∞"


def test_of_many_models_under_one_attack_the_model_is_kept() -> None:
    short = cut([f"{kind} network · Standard L∞" for kind in ("robust", "standard")], 16)
    assert [one.split("…")[0].split()[0] for one in short] == ["robust", "standard"]


def test_a_word_is_kept_whole_rather_than_two_halves() -> None:
    assert cut(["Standard network", "Robust network"], 12) == ["Standard…ork", "Robust…twork"]


@pytest.mark.parametrize("letters", [9, 12, 16])
def test_what_differs_in_the_middle_is_kept(letters: int) -> None:
    kinds = ("standard", "robust", "wide", "small")
    short = cut([f"the network {kind} of all the road signs" for kind in kinds], letters)
    assert len(set(short)) == len(kinds)
    assert all(len(one) <= letters for one in short)


def test_in_no_room_at_all_there_is_still_a_mark() -> None:
    assert cut(["Standard network", "Robust network"], 0) == ["…", "…"]


@pytest.mark.parametrize("letters", [20, 26])
@pytest.mark.parametrize("chain", ["copy of {}", "Worst case of {}", "{} (copy)"])
def test_what_a_name_says_again_and_again_is_counted(chain: str, letters: int) -> None:
    names = ["road signs, robust network"]
    while len(names) < 6:
        names.append(chain.format(names[-1]))
    short = cut(names, letters)
    assert len(set(short)) == len(names)
    assert all(len(one) <= letters for one in short)
    assert "×5" in short[-1]


def test_what_is_said_once_is_not_counted() -> None:
    names = ["a network of networks and another", "y" * 4000, "x " * 2000]
    assert cut(names, 5000) == names
    short = cut(names, 20)
    assert "×" not in short[0]
    assert all(len(one) <= 20 for one in short)


@pytest.mark.parametrize("name", ["y", "x ", "other words "])
@pytest.mark.usefixtures("qapp")
def test_twice_as_long_a_name_takes_twice_the_work(name: str) -> None:
    calls = [calls_of(lambda times=times: cut([name * times], 20)) for times in (500, 1000)]
    assert calls[1] < 2.5 * calls[0]
