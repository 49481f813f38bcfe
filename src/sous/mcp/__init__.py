"""Sous for assistants: the Model Context Protocol, over the same commands and queries."""
