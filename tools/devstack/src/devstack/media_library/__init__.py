"""A generated library of media files in all customary naming styles, with the truth beside it."""
