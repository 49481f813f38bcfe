"""Themes in feedback: what people say, found, named, remembered, and watched as it grows.

Pure Python over numpy; knows neither Django nor the rest of the house, and reaches no network.

    from sous.engines import themes

    model = themes.discover(texts)                        # vectors made here
    model = themes.discover(texts, vectors=v, seed=0)     # or given: (n, d), any dtype, memmap too
    model.labels          # int32 (n,): index into model.themes; −1 for texts that say nothing
    model.scores          # float32 (n,) in 0…1: how surely the text belongs; low = nowhere
    model.keys            # int64 (n,): theme key per text, −1 for none: what to store
    model.themes[i]       # Theme: index, key, name, keywords, size, quotes, parent, …
    model.parents[j]      # Parent: index, key, name, keywords, size, quotes, children
    model.assign(new)     # Assignment(labels, scores) of new texts; or assign(vectors=v)
    model.save(path); themes.ThemeModel.load(path)

Texts may be any iterable; None and "" are texts that say nothing. The same texts, vectors and seed
give the same bits, in whatever order the texts come and however many threads there are.

Memory. Store `model.keys`, each theme's name and parent, and what people changed; pass it back:

    previous = themes.Previous(labels=keys, names={key: name}, parents={key: parent_key},
                               parent_names={…}, edits=[themes.Merge((3, 5), into=3), …])
    model = themes.discover(texts, previous=previous)

`labels` holds −1 for new texts. Old texts keep their theme; new texts join or found new themes,
whose keys were never used before. Edits (`Merge`, `Split`, `Move`, `Rename`, `Dismiss`, `Pin`)
hold in every later run; pass all of them each time, oldest first.

The stream.

    themes.emerging(model, vectors, times=…, accounts=…)  # groups of texts that no theme explains
    themes.trend({key: (before, now)}, exposure=(days, days))   # growth with intervals

`progress(what, done, of)` is called now and then; `of` is 0 where it is not known.
Errors: ValueError for vectors or labels that do not fit the texts, and for a file that is no model.
"""

from sous.engines.themes.discover import discover
from sous.engines.themes.edits import Dismiss, Edit, Merge, Move, Pin, Rename, Split
from sous.engines.themes.emerging import Emerging, emerging
from sous.engines.themes.identity import Previous
from sous.engines.themes.model import Assignment, Parent, Theme, ThemeModel
from sous.engines.themes.trends import Trend, trend

__all__ = [
    "Assignment",
    "Dismiss",
    "Edit",
    "Emerging",
    "Merge",
    "Move",
    "Parent",
    "Pin",
    "Previous",
    "Rename",
    "Split",
    "Theme",
    "ThemeModel",
    "Trend",
    "discover",
    "emerging",
    "trend",
]
