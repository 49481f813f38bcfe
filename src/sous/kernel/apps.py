from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "sous.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        """Load every room's background work and reactions, so that they can be found by name."""
        autodiscover_modules("tasks", "reactions")
