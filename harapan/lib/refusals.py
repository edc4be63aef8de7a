"""How the programme says no: one sentence a person understands, in both languages, and nothing has changed."""


class Refusal(Exception):
    """Something cannot be done as asked. Give the Indonesian sentence first, the English one second."""

    def __init__(self, sentence_id: str, sentence_en: str) -> None:
        super().__init__(sentence_en)
        self.sentence_id = sentence_id
        self.sentence_en = sentence_en
