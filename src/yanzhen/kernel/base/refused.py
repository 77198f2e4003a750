class Refused(Exception):
    """A verb said no. The message is a sentence the person can act on; nothing was changed."""
