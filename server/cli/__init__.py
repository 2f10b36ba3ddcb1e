"""The `advance` command, one module per subject."""
