"""TVMaze's API spoken from facts."""
