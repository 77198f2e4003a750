"""`yz sample`: an invented township with published counts, loaded through the same spreadsheets and verbs anybody uses."""

from .loading import NAMES, load

__all__ = ["NAMES", "load"]
