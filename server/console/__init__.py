"""The console: the pages on which a tour manager reads what the agents did and decides."""
