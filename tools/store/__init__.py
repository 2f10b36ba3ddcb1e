"""The database: one module per subject, each function takes the connection of its caller's transaction."""
