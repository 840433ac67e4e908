"""A simulator for TMDB, Trakt, OMDb, TVMaze, Stripe and Zarinpal that speaks their protocols over real HTTP."""
