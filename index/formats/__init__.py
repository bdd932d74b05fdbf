"""Readers of article files, one a format: file → Article."""

from index.formats.reading import SUFFIXES, is_readable, read

__all__ = ["SUFFIXES", "is_readable", "read"]
