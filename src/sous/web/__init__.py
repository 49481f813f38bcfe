"""The pages: each parses a request, calls one command or query, and renders."""
