"""Lists of users at Trakt, TMDB, MDBList and Letterboxd. A list `top-<n>` has the n most popular titles."""
