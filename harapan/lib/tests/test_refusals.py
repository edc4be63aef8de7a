"""A refusal speaks both languages of the house."""

from harapan.lib.refusals import Refusal


def test_a_refusal_carries_a_sentence_in_each_language():
    refusal = Refusal("belum waktunya", "it is not time yet")

    assert (refusal.sentence_id, refusal.sentence_en) == ("belum waktunya", "it is not time yet")
    assert str(refusal) == "it is not time yet"
