"""Everything on this machine: what `advance up`, the demo and the benchmarks start."""
