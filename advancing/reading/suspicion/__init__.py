"""What makes a message suspicious, each in a module of its own; `advancing.reading.attack` is the door to them."""
