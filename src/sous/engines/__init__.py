"""Pure engines: they compute, know no framework, no network and not each other."""
