"""What people said: immutable evidence from every channel.

An item keeps the original words, where they came from and who said them. A quote is a span of an
item. An import brings many items in as a unit, and can be undone as one.
"""
