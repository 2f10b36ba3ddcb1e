"""How fast it is: one module per part, each measuring the real thing on this machine (`./scripts/bench`)."""
