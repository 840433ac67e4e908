"""Pure building blocks without I/O: the only part of the chassis that a domain or an application may import."""
