"""What can go wrong with a model of meaning."""


class VectorsError(Exception):
    """Anything this engine refuses to do; the message is fit for a person to read."""


class ModelMissing(VectorsError):
    """A file of the model is not where it should be (package not installed, folder incomplete)."""


class ModelDamaged(VectorsError):
    """A file of the model is not the one that was pinned: its SHA-256 differs."""


class ModelUnusable(VectorsError):
    """The model was read, but does not do what an encoder must do."""


class IndexBusy(VectorsError):
    """Another process or thread is writing the index."""
