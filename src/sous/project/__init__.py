"""Settings, addresses and entry points: where the house is put together."""
