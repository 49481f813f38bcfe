"""Forms: they parse what was typed; the commands decide."""
