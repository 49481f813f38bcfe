"""What a text is: its language, the feeling in it, the kind of message. Silent where unsure.

Vectors come from the caller; this engine knows no other.
"""

from sous.engines.classify.errors import ClassifyError
from sous.engines.classify.kinds import Guess, Kinds
from sous.engines.classify.language import language, languages
from sous.engines.classify.report import Report
from sous.engines.classify.sentiment import SCALES, Reading, Scale, Sentiment, guess_scale

__all__ = [
    "SCALES",
    "ClassifyError",
    "Guess",
    "Kinds",
    "Reading",
    "Report",
    "Scale",
    "Sentiment",
    "guess_scale",
    "language",
    "languages",
]
