"""One package per system outside, each with its client, its emulator and the functions that agents may call."""
