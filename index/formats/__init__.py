"""Readers of article files, one a format: file → Article."""

from index.formats.choose_reader import APART, SUFFIXES, is_readable, read

__all__ = ["APART", "SUFFIXES", "is_readable", "read"]
