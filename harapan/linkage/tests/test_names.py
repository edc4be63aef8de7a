"""One name in many spellings folds to one; two names stay two."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harapan.linkage.names import fold, folded, key_of
from harapan.population.names import old_spelling

ONE_NAME = [
    ("Soekarno", "Sukarno"),
    ("Djoko Widodo", "Joko Widodo"),
    ("Tjahjo Koemolo", "Cahyo Kumolo"),
    ("Sjamsuddin", "Syamsudin", "Samsudin"),
    ("Chairul Anwar", "Khairul Anwar", "Hairul Anwar"),
    ("Achmad Jusuf", "Akhmad Yusuf", "Ahmad bin Yusuf", "AHMAD YUSUP"),
    ("H. Muhammad Rizki, S.Pd.", "Moh. Rizky", "Muh Rizki", "M. Rizki", "MOCHAMMAD RIZQI"),
    ("Abd. Rahman", "Abdul Rahman", "Abdurrahman", "Abdul Rachman"),
    ("Hj. Siti Nur Hayati", "St. Nurhayati", "SITTI NOERHAJATI"),
    ("Fatimah", "Patima", "Fathimah"),
    ("Drs. Ir. Wayan Tjandra", "Wayan Chandra"),
    ("Ni’mah", "Ni'mah", "Nimah"),
    ("José  da-Costa", "JOSE DA COSTA"),
]
TWO_NAMES = [("Siti Aminah", "Siti Maimunah"), ("Budi", "Budiman"), ("Ahmad", "Muhammad"), ("Yanti", "Yanto")]


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda names: names[0])
def test_spellings_of_one_name_have_one_key(spellings):
    assert {key_of(name) for name in spellings} == {key_of(spellings[0])}


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_stay_two(one, other):
    assert key_of(one) != key_of(other)


def test_the_order_of_words_makes_no_difference_to_the_key_only():
    assert key_of("Wira Jaya") == key_of("Jaya Wira")
    assert folded("Wira Jaya") != folded("Jaya Wira")


def test_a_name_of_nothing_but_a_title_is_still_a_name():
    assert folded("H.") == "H"
    assert folded("Bin") == "BIN"
    assert fold(pl.Series(["", None])).rows() == [("", "", ""), ("", "", "")]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_folding_again_changes_nothing(name):
    once = folded(name)
    assert folded(once) == once
    assert set(once) <= set(" ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert once == once.strip()
    assert "  " not in once


SYLLABLES = [
    "ba",
    "ju",
    "ya",
    "tu",
    "ci",
    "ra",
    "ni",
    "su",
    "wan",
    "di",
    "ko",
    "syam",
    "nya",
    "jo",
    "yon",
    "cah",
    "lung",
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4), min_size=1, max_size=3))
def test_the_spelling_before_1972_folds_to_the_same(words):
    name = " ".join("".join(word) for word in words).title()
    assert folded(old_spelling(name)) == folded(name)


@settings(deadline=None, max_examples=6)
@given(st.permutations(["SUKARNO", "WATI", "LESTARI"]))
def test_keys_know_no_order(words):
    assert key_of(" ".join(words)) == key_of("LESTARI SUKARNO WATI")
