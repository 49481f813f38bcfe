"""Sous: the preparation behind product decisions, as one unbroken chain of evidence."""

__version__ = "0.1.0"
