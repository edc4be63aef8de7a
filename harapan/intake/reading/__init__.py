"""Files as they come in, read into rows we understand: no Django here, so that it runs in a process of its own."""
