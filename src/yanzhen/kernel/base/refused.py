class Refused(Exception):
    """A verb said no. The message is a sentence the person can act on; nothing was changed. `about` is the column it is
    about, where it is about one."""

    def __init__(self, sentence: object = "", about: str = "") -> None:
        super().__init__(sentence)
        self.about = about
