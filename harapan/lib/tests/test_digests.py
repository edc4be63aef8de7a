"""A digest changes with every byte, and not with the order of work."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from harapan.lib.digests import digest_of_digests, file_digest, text_digest

digests = st.text("0123456789abcdef", min_size=64, max_size=64)


def test_a_files_digest_is_that_of_its_bytes(tmp_path):
    path = tmp_path / "part.parquet"
    path.write_bytes(bytes(range(256)) * 20_000)

    assert file_digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_one_changed_byte_changes_it(tmp_path):
    path, content = tmp_path / "part.parquet", bytearray(5_000_000)
    path.write_bytes(content)
    before = file_digest(path)
    content[4_999_999] = 1
    path.write_bytes(content)

    assert file_digest(path) != before


@given(st.text())
def test_a_text_is_digested_as_utf_8(text):
    assert text_digest(text) == hashlib.sha256(text.encode()).hexdigest()


@given(st.lists(digests).flatmap(lambda row: st.tuples(st.just(row), st.permutations(row))))
def test_the_order_of_parts_does_not_matter(rows):
    assert digest_of_digests(rows[0]) == digest_of_digests(rows[1])


@given(st.lists(digests, min_size=1), st.data())
def test_a_part_that_is_missing_doubled_or_changed_does(row, data):
    whole, at = digest_of_digests(row), data.draw(st.integers(0, len(row) - 1))

    assert digest_of_digests([*row, row[at]]) != whole
    assert digest_of_digests(row[:at] + row[at + 1 :]) != whole
    assert digest_of_digests([*row[:at], text_digest(row[at]), *row[at + 1 :]]) != whole
