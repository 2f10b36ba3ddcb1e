"""The FastAPI bridge, the console, the worker and the `advance` command. Thin."""
