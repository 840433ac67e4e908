"""The provider TVMaze."""
