"""Readers of article files, one a format: file → Article."""

from index.formats.reading import APART, SUFFIXES, is_readable, read

__all__ = ["APART", "SUFFIXES", "is_readable", "read"]
