"""What is wrong with a file or a record, as the readers tell each other."""


class FormatError(ValueError):
    """A reason that no article can be made: why as half a sentence, mend as what to do about it.

    Only `choose_reader` and `jsonl`, which know the file and the line, make an Unreadable of it.
    """

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why, self.mend = why, mend
