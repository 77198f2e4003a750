"""These tests come to the pages too."""

from tests.web.conftest import comes, noon

__all__ = ("comes", "noon")
