"""The bridge's routes, one module per subject: who asks, one call, the answer's shape."""
