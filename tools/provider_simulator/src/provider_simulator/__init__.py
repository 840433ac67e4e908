"""A simulator for TMDB, Trakt, OMDb and TVMaze that speaks their protocols over real HTTP."""
