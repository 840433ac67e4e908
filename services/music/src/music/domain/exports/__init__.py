"""The file that is written of a playlist for other players."""
