"""Pictures: server-drawn SVG for pages, e-mail and print.

In a page a picture takes its colours from the style sheet (classes, so it follows light and dark
and needs no inline style). A standalone picture carries its colours with it, on its own paper.
"""
