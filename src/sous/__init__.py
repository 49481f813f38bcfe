"""Sous: the preparation behind product decisions, as one unbroken chain of evidence."""
